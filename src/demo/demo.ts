import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAbsentKind } from '../energy/counters/discover.ts';
import { UserError } from '../errors.ts';
import { thisHost } from '../host.ts';
import type { CheckResult, Verdict } from '../measurement/result.ts';
import type { Progress } from '../progress.ts';
import { startLoopbackGithub } from './loopback-github.ts';
import { DemoRepository } from './repository.ts';
import { type ActionRun, type DemoEvent, runAction } from './run-action.ts';

export interface DemoOptions {
  /** Directory for the reports, absolute. */
  out: string;
  progress: Progress;
  print(text: string): void;
}

export interface Played {
  /** Whether the regression failed and the improvement did not. */
  asExpected: boolean;
  /** Of the pull request that regresses. */
  result: CheckResult;
}

/**
 * Plays a repository's life in a temporary directory, with the bundle that the action runs, spawned as a runner
 * spawns it, and a GitHub API on the loopback interface: a push to main stores baselines, a pull request with a
 * wasteful model, one with quantized weights, and the push that merges it.
 */
export async function demo({ out, progress, print }: DemoOptions): Promise<Played> {
  const bundle = fileURLToPath(new URL('./index.js', import.meta.url));
  const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
  for (const needed of [bundle, fixtures]) {
    if (existsSync(needed)) continue;
    throw new UserError(`The demo needs ${needed}: run it as dist/cli.js from a clone of the repository.`);
  }
  const work = await mkdtemp(join(tmpdir(), 'cegi-demo-'));
  const github = await startLoopbackGithub();
  try {
    print(
      'CEGI demo: a repository with two small trained models, checked by the bundle that the action runs.',
    );
    const { recorder, unavailable } = await thisHost(progress, { root: process.cwd() }).openRecorder({
      counters: 'auto',
      prometheus: null,
    });
    const { counters } = recorder;
    await recorder.close();
    if (counters.length > 0) {
      print(`Energy is read from ${counters.map(({ covers }) => covers).join(', ')}.`);
    } else {
      print(
        '\nNo energy counter can be read on this machine; `node dist/cli.js doctor` says what there is to mend.',
      );
      for (const { id, reason } of unavailable.filter((counter) => !isAbsentKind(counter))) {
        print(`  ${id}: ${reason}`);
      }
      print(
        'Energy is therefore ESTIMATED from the CPU time of the models, and the estimate is accepted for this\n' +
          'demo alone. A real check would call every model incomparable here.',
      );
    }
    const accept = ['measured', 'integrated', ...(counters.length > 0 ? [] : ['estimated'])];
    const repository = await DemoRepository.create(join(work, 'repository'), { fixtures, accept });
    const play = async (
      title: string,
      event: DemoEvent,
      leave: string,
    ): Promise<ActionRun & { result: CheckResult }> => {
      print(`\n=== ${title}\n`);
      const temporary = join(work, leave);
      const run = await runAction({
        bundle,
        repository,
        github,
        event,
        temporary,
        onLine: (line) => print(readable(line)),
      });
      if (!run.result) throw new UserError('The check did not begin; its message is above.');
      await mkdir(out, { recursive: true });
      await cp(run.reports, join(out, leave), { recursive: true });
      print(run.exitCode === 0 ? '\nThe step succeeds.' : `\nThe step fails (exit status ${run.exitCode}).`);
      for (const { body, issue } of github.comments) {
        if (event.name !== 'pull_request' || issue !== event.number) continue;
        print(`\nPosted on pull request ${issue}:\n\n${quoted(visible(body))}`);
      }
      return { ...run, result: run.result };
    };

    await rm(out, { recursive: true, force: true });
    const start = await repository.commitOf('main');
    const first = await play('A push to main stores the baselines', { name: 'push', before: null }, 'push');
    await repository.swapInVerboseModel('explain');
    const wasteful = await play(
      'Pull request 1 swaps in a model that reasons aloud',
      { name: 'pull_request', number: 1 },
      'pull-request-1',
    );
    await repository.swapInQuantizedModel('quantize');
    const quantized = await play(
      'Pull request 2 serves the 8-bit weights',
      { name: 'pull_request', number: 2 },
      'pull-request-2',
    );
    await repository.mergeIntoMain('quantize');
    const merged = await play(
      'A push to main, with pull request 2 merged, updates baseline and badge',
      { name: 'push', before: start },
      'push-2',
    );

    for (const file of ['comment.md', 'report.html', 'result.json']) {
      await cp(join(wasteful.reports, file), join(out, file));
    }
    for (const file of ['badge.json', 'badge.svg']) await cp(join(merged.reports, file), join(out, file));
    const rows: [string, ActionRun & { result: CheckResult }, Verdict[] | null, number][] = [
      ['push to main', first, null, 0],
      ['pull request 1, reasons aloud', wasteful, ['fail'], 1],
      ['pull request 2, 8-bit weights', quantized, ['pass', 'inconclusive'], 0],
      ['push to main, 2 merged', merged, null, 0],
    ];
    print('\n=== What happened\n');
    let asExpected = true;
    for (const [what, run, expected, exitCode] of rows) {
      const right = run.exitCode === exitCode && (!expected || expected.includes(run.result.verdict));
      asExpected &&= right;
      print(
        `${what.padEnd(32)} ${run.result.verdict.padEnd(13)} ${right ? 'as expected' : 'NOT as expected'}`,
      );
    }
    print(
      `\nReports: ${out} (comment.md, report.html and result.json of pull request 1; badge.svg and badge.json`,
    );
    print('of main; every run in a folder of its own).');
    return { asExpected, result: wasteful.result };
  } finally {
    await github.close();
    await rm(work, { recursive: true, force: true });
  }
}

/** A line of the log as a run's page shows it: commands to the runner become annotations. */
function readable(line: string): string {
  const command = /^::(error|warning|notice)(?: title=([^:]*))?::(.*)$/.exec(line);
  if (!command) return line;
  const [level, title, message] = command.slice(1).map((part) => decodeURIComponent(part ?? ''));
  return `[${level}] ${title ? `${title}: ` : ''}${message}`;
}

/** The comment without the marker that nobody sees on GitHub. */
function visible(comment: string): string {
  return comment.replace(/^<!--.*?-->\n*/, '').trim();
}

function quoted(text: string): string {
  return text.replace(/^/gm, '  | ');
}
