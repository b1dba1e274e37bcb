const mostCharacters = 200;

/** What is wrong with the name of an artifact, as the end of a sentence; null for nothing. */
export function problemOfName(name: string): string | null {
  const refused = /[":<>|*?\\/\p{Cc}]/u.exec(name)?.[0];
  if (refused !== undefined) return `holds ${JSON.stringify(refused)}, which GitHub takes in no name`;
  return name.length > mostCharacters ? `is longer than ${mostCharacters} characters` : null;
}

/**
 * The name that an artifact gets in an attempt of its run. A name is given once: GitHub keeps one whose upload failed for
 * ever, and those of earlier attempts.
 *
 * @param again whether this attempt failed to upload it before
 */
export function nameInAttempt(artifact: string, attempt: number, again: boolean): string {
  return `${artifact}${attempt > 1 ? `-attempt-${attempt}` : ''}${again ? '-retry' : ''}`;
}

/** What the names of all attempts have in common. */
export function withoutAttempt(name: string): string {
  return name.replace(/(?:-attempt-\d{1,9})?(?:-retry)?$/, '');
}

/** Whether a name is one of a pattern, in which `*` stands for anything. */
export function fitsPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (parts.length === 1) return name === pattern;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
