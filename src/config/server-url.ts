/**
 * The address of a server, without a slash at its end; or what is wrong with it. Whatever may hold a secret is not
 * repeated in the problem.
 */
export function serverUrl(text: string): { url: string } | { problem: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || /\s/.test(text)) {
    return { problem: 'is not an address; write one that starts with http:// or https://' };
  }
  if (url.username !== '' || url.password !== '') {
    return {
      problem:
        'holds a user or password, which everyone who reads this file would see; take them out, and hand a token to the check in the environment variable CEGI_PROMETHEUS_TOKEN',
    };
  }
  if (text.includes('?') || text.includes('#')) {
    return {
      problem: 'has a query or a fragment; write the address alone, such as http://prometheus.example:9090',
    };
  }
  return { url: url.href.replace(/\/+$/, '') };
}
