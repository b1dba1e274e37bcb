import { account } from './account.ts';
import { json, notFound, page, type Route } from './answer.ts';

/** A label that is, or was, on an issue or a pull request. */
export interface LoopbackLabelling {
  issue: number;
  label: string;
  /** Who did it; null for an account that is gone. */
  login: string | null;
  at: string;
  /** Whether it was taken away. */
  removed?: boolean;
}

/** Who put which label on, and what each account may do. */
export function peopleRoutes(
  github: { labellings: LoopbackLabelling[]; permissions: Map<string, string> },
  at: { url: string; root: string },
): Route[] {
  return [
    {
      method: 'GET',
      path: /^issues\/(\d+)\/labels$/,
      answer(issue, request) {
        const names = new Set<string>();
        for (const { label, removed } of labellingsOf(Number(issue))) {
          if (removed) names.delete(label);
          else names.add(label);
        }
        return page([...names].map(shownLabel), request, at.url);
      },
    },
    {
      method: 'GET',
      path: /^issues\/(\d+)\/events$/,
      answer: (issue, request) => page(labellingsOf(Number(issue)).map(shownEvent), request, at.url),
    },
    {
      method: 'GET',
      path: /^collaborators\/([^/]+)\/permission$/,
      answer(login) {
        const permission = github.permissions.get(login);
        if (permission === undefined) return notFound;
        // The older field knows neither of these roles.
        const older = { maintain: 'write', triage: 'read' }[permission] ?? permission;
        const user = { ...account(login, at.url), role_name: permission };
        return json(200, { permission: older, role_name: permission, user });
      },
    },
  ];

  function labellingsOf(issue: number): LoopbackLabelling[] {
    return github.labellings.filter((labelling) => labelling.issue === issue);
  }

  function shownLabel(name: string, id: number) {
    return {
      id,
      node_id: `L_${id}`,
      url: `${at.root}/labels/${encodeURIComponent(name)}`,
      name,
      description: null,
      color: 'ededed',
      default: false,
    };
  }

  function shownEvent({ label, login, at: created_at, removed = false }: LoopbackLabelling, id: number) {
    return {
      id,
      node_id: `E_${id}`,
      url: `${at.root}/issues/events/${id}`,
      actor: login === null ? null : account(login, at.url),
      event: removed ? 'unlabeled' : 'labeled',
      commit_id: null,
      commit_url: null,
      created_at,
      performed_via_github_app: null,
      label: { name: label, color: 'ededed' },
    };
  }
}
