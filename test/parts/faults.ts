import { markdownTable } from 'markdown-table';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Fault, primaryRateLimit, secondaryRateLimit } from '../../src/demo/loopback-github/faults.ts';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { operationOf, startDescribedGithub } from '../github/contract.ts';
import type { StepRun } from './github-scene.ts';
import { setTimers } from './timers.ts';

export type FaultKind = Omit<Fault, 'method' | 'path' | 'times'>;

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const status = (code: number, message?: string): FaultKind => ({
  with: code,
  isUndescribed: true,
  ...(message && { message }),
});

/** Faults that pass: each meets a request once or twice. */
export const passing: Record<string, FaultKind> = {
  'a secondary rate limit (403 with `retry-after`)': secondaryRateLimit(403, 0),
  'a secondary rate limit (429 with `retry-after`)': secondaryRateLimit(429, 0),
  'a server error (500)': status(500),
  'a bad gateway (502)': status(502),
  'an unavailable service (503)': status(503),
  'a broken connection': { with: 'reset' },
  'a connection that breaks once the work is done': { with: 'reset-after' },
  'an answer that breaks off': { with: 'half' },
  'an answer cut short that seems whole': { with: 'cut' },
  'a web page in place of an answer': { with: 'page' },
  'a stall': { with: 'stall' },
  'a stall once the work is done': { with: 'stall-after' },
};

/** Faults that stay, by how GitHub's answer is taken. */
export const lasting: Record<string, Record<string, FaultKind>> = {
  '403, no rate limit': { 403: status(403, 'Resource not accessible by integration') },
  '404, each time': { 404: status(404) },
  '409, 422': { 409: status(409), 422: status(422) },
  'a rate limit that lasts': {
    'primary, for an hour': { ...primaryRateLimit(inAnHour()), isUndescribed: true },
    'secondary, by 403': secondaryRateLimit(403, 3600),
    'secondary, by 429': secondaryRateLimit(429, 3600),
    '429 of unknown length': status(429),
  },
  '5xx, broken or cut short, stalled, for long': {
    500: status(500),
    reset: { with: 'reset' },
    half: { with: 'half' },
    cut: { with: 'cut' },
    page: { with: 'page' },
    stall: { with: 'stall' },
  },
};

/** Faults that stay, and hide that the work is done each time. */
const hiding: Record<string, FaultKind> = {
  'reset-after': { with: 'reset-after' },
  'stall-after': { with: 'stall-after' },
};

/** A kind of request, as a fault names it. */
export interface Place {
  /** GitHub's name of it. */
  operation: string;
  method: string;
  path: RegExp;
}

/** The kinds of requests that a step made when all was well: each of GitHub's operations, and each file by its directory. */
export function placesOf(github: LoopbackGithub, from = 0): Place[] {
  const places = new Map<string, Place>();
  for (const { method, path } of github.requests.slice(from)) {
    const operation = operationOf({ method, path });
    const directory = /\/contents\/([^/]+)/.exec(path)?.[1];
    const isShown = directory !== undefined && /^(badges|.*\.(json|svg|html|nojekyll))$/.test(directory);
    const name = directory ? `${operation} ${isShown ? 'shown' : directory}` : operation;
    const pattern = path
      .replace(/^\/repos\/[^/]+\/[^/]+/, '')
      .replace(/(\/contents\/[^/]+)\/.*/, '$1/')
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/[0-9a-f]{40}/g, '[0-9a-f]{40}')
      .replaceAll(/(?<=\/)\d+(?=\/|$)/g, '\\d+');
    const known = places.get(name)?.path.source;
    const whole = `(${pattern}${directory ? '' : '$'})`;
    const source = known === undefined || known.split('|').includes(whole) ? whole : `${known}|${whole}`;
    places.set(name, { operation: name, method, path: new RegExp(source) });
  }
  return [...places.values()];
}

/** What people read of a fault, in the words of the table; the rest of a line is its reason. */
const consequences: [RegExp, string][] = [
  [/^::warning::The comment was not posted: /, 'no comment'],
  [/^::warning::There is no check run of its own: /, 'no check run'],
  [/^::notice::There is no check run of its own: /, 'no check run'],
  [/^::warning::Whether somebody overrode this check could not be read/, 'no override counts'],
  [/^::warning::An override by \w+ of \w+ does not count: /, 'no override counts'],
  [/^::warning::The baseline of \S+ could not be read from /, 'no baseline'],
  [/^::warning::The list of runs could not be read from /, 'no baseline'],
  [/^::warning::The baseline of \S+ was not saved to /, 'not recorded'],
  [/^::warning::Who overrode what this push merged is not kept/, 'overrides are not kept'],
  [/^::warning::Badge and page of the branch \S+ were not written: /, 'badge and page stay as they were'],
  [/^::warning::\S+ could not be attached|^::warning::.*So \S+ could not be attached/, 'not attached'],
];

/** What a step came to beside what it comes to where all is well, in a few words. */
export function outcomeOf(run: StepRun, well: StepRun): string {
  const ends = run.result === null;
  if (ends) return 'the step fails';
  const lines = run.printed.split('\n').filter((line) => /^::(error|warning|notice)::/.test(line));
  const found = new Set<string>();
  for (const line of lines.filter((each) => !well.printed.includes(each))) {
    const known = consequences.find(([pattern]) => pattern.test(line));
    // A verdict that nobody overrides, or that has nothing to be compared with, is said on a line of its own.
    if (known) found.add(known[1]);
  }
  if (run.result!.verdict !== well.result!.verdict) {
    found.delete('no baseline');
    found.add(`verdict \`${run.result!.verdict}\``);
  }
  return found.size === 0 ? 'nothing' : [...found].join(', ');
}

/** What GitHub's operations are asked for, in words; those that make one piece of work share a row where they come to the same. */
const purposes: Record<string, string> = {
  'actions/list-workflow-run-artifacts': 'the artifacts of the run that measured',
  'checks/create': 'making the check run',
  'checks/list-annotations': "the check run's notes",
  'checks/list-for-ref': 'looking for the check run',
  'checks/update': 'updating the check run',
  'git/create-blob': 'writing badge and page',
  'git/create-commit': 'recording a run',
  'git/create-tree': 'recording a run',
  'git/get-commit': 'recording a run',
  'git/get-ref': 'recording a run',
  'git/update-ref': 'recording a run',
  graphql: 'whose token it is',
  'issues/create-comment': 'posting the comment',
  'issues/delete-comment': 'removing a second comment',
  'issues/list-comments': 'looking for the comment, and for overrides',
  'issues/list-events': 'who set a label',
  'issues/list-labels-on-issue': 'the labels',
  'issues/update-comment': 'updating the comment',
  'pulls/get': 'the head of the pull request',
  'pulls/list': 'the pull request of a run',
  'pulls/list-files': 'the files of a long pull request',
  'repos/compare-commits-with-basehead': 'what changed, and the merge base',
  'repos/delete-release-asset': 'removing a broken upload',
  'repos/get-collaborator-permission-level': 'what a person may do',
  'repos/get-commit': 'the commit of a release',
  'repos/get-content .github': 'the configuration at the base and the head',
  'repos/get-content baselines': 'the newest baseline',
  'repos/get-content shown': 'badge and page as they are',
  'repos/get-content commits': 'the baseline of a commit',
  'repos/get-content index': "the history's index",
  'repos/get-content runs': 'a recorded run',
  'repos/get-release-by-tag': 'the release to attach to',
  'repos/list-activities': 'when the head was pushed',
  'repos/list-commits': 'the commits before a release',
  'repos/list-pull-requests-associated-with-commit': 'what a push merged',
  'repos/list-releases': 'the last release',
  'repos/upload-release-asset': 'attaching `result.json`',
};

/** A table of what faults that stay come to, by what is asked for. */
export function faultTable(outcomes: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  const columns = Object.keys(lasting);
  const rows = new Map<string, string[]>();
  for (const [operation, byFault] of outcomes) {
    const cells = columns.map((column) => byFault.get(column)!);
    const purpose = purposes[operation] ?? `\`${operation}\``;
    const key = JSON.stringify(cells);
    rows.set(key, [...(rows.get(key) ?? []), ...(rows.get(key)?.includes(purpose) ? [] : [purpose])]);
  }
  return markdownTable(
    [
      ['asked for', ...columns],
      ...[...rows].map(([cells, asked]) => [asked.join('; '), ...JSON.parse(cells)]),
    ],
    { padding: false, alignDelimiters: false },
  );
}

/** A step that asks things of GitHub. */
export interface Scenario {
  /** A GitHub as the step finds it. */
  stage(github: LoopbackGithub): Promise<void>;
  run(github: LoopbackGithub): Promise<StepRun>;
  /** That all is as it should be where GitHub is well. */
  expectWell(run: StepRun, github: LoopbackGithub): void;
  /** What must hold whatever GitHub does. */
  expectSound(run: StepRun, github: LoopbackGithub, what: string): void;
  /** Of the kinds of requests, those that stay faulty here; all where left out. */
  wanted?: RegExp;
}

/** No step may take longer, whatever GitHub does: what it may lose, and the work itself. */
const longestMs = 30_000;

const isStall = ({ with: fault }: FaultKind) => String(fault).startsWith('stall');

/** What of GitHub's operations came to what under which faults, by operation and kind of fault. */
export type Outcomes = Map<string, Map<string, string>>;

/** The tests of a step under every fault at every kind of request that it makes. */
export function describeFaults(name: string, scenario: Scenario, outcomes: Outcomes): void {
  const play = async (
    fail: (github: LoopbackGithub) => void = () => {},
    under: Parameters<typeof setTimers>[0] = 'none',
  ) => {
    setTimers('none');
    const github = await startDescribedGithub({}, { onTestFinished });
    await scenario.stage(github);
    github.requests.length = 0;
    fail(github);
    setTimers(under);
    return { github, run: await scenario.run(github) };
  };
  const all = async () => {
    const { github, run } = await play();
    return { well: run, places: placesOf(github) };
  };

  const sound = (run: StepRun, github: LoopbackGithub, what: string) => {
    expect(run.tookMs, what).toBeLessThan(longestMs);
    // One line each, of people's words.
    expect(run.said.join('\n'), what).not.toMatch(/<h1|<html|doctype| {4}at |defect|undefined|\[object/i);
    if (run.result === null) {
      expect(run.failed, what).toBe(true);
      expect(
        run.said.filter((line) => line.startsWith('::error::')),
        what,
      ).toHaveLength(1);
    }
    scenario.expectSound(run, github, what);
  };

  describe(name, () => {
    it('is as it should be where GitHub is well', async () => {
      const { github, run } = await play();
      expect(run.said).toEqual([]);
      scenario.expectWell(run, github);
    });

    it.each(Object.entries(passing))(
      'bears %s, once and twice, at each kind of request',
      async (what, fault) => {
        const { places } = await all();
        for (const times of [1, 2]) {
          const { github, run } = await play(
            (each) => {
              for (const { method, path } of places) each.fail({ method, path, ...fault, times });
            },
            isStall(fault) ? 'stalls that pass' : 'none',
          );
          sound(run, github, what);
          expect(run.said, what).toEqual([]);
          scenario.expectWell(run, github);
        }
      },
    );

    it('says in a line what a fault that stays has cost', { timeout: 600_000 }, async () => {
      const { well, places } = await all();
      for (const { operation, method, path } of places) {
        if (scenario.wanted && !scenario.wanted.test(operation)) continue;
        const under = async (fault: string, kind: FaultKind) => {
          const stalls = isStall(kind) ? 'stalls that stay' : 'none';
          const { github, run } = await play((each) => each.fail({ method, path, ...kind }), stalls);
          sound(run, github, `${operation}: ${fault}`);
          return outcomeOf(run, well);
        };
        const byFault = new Map<string, string>();
        for (const [kind, faults] of Object.entries(lasting)) {
          const seen = new Set<string>();
          for (const [fault, one] of Object.entries(faults)) seen.add(await under(fault, one));
          const cost = [...seen].filter((each) => each !== 'nothing');
          byFault.set(kind, [...cost, ...(seen.has('nothing') ? ['nothing'] : [])].join(', or '));
        }
        if (method !== 'GET') for (const [fault, one] of Object.entries(hiding)) await under(fault, one);
        outcomes.set(operation, byFault);
      }
    });
  });
}
