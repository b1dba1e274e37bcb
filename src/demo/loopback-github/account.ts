/** An account as GitHub shows it beside what it wrote. */
export function account(login: string, url: string) {
  const own = `${url}/users/${encodeURIComponent(login)}`;
  const lists = ['followers', 'subscriptions', 'organizations', 'repos', 'received_events'] as const;
  return {
    login,
    id: 1,
    node_id: `U_${login}`,
    avatar_url: `${own}/avatar`,
    gravatar_id: '',
    url: own,
    html_url: `${url}/${encodeURIComponent(login)}`,
    ...Object.fromEntries(lists.map((list) => [`${list}_url`, `${own}/${list}`])),
    following_url: `${own}/following{/other_user}`,
    gists_url: `${own}/gists{/gist_id}`,
    starred_url: `${own}/starred{/owner}{/repo}`,
    events_url: `${own}/events{/privacy}`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}
