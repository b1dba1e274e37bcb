import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configuration, setScene } from './scene.ts';

/** Process id of the evaluator that a process has started. Linux alone tells of processes without another program. */
function evaluatorOf(parent: number): number {
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [, parentId] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parentId) !== parent) continue;
      if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('transformers-child')) return Number(entry);
    } catch {
      // It ended while it was looked at.
    }
  }
  throw new Error('the evaluator is not running');
}

const afterRoundTwo = /^sql: round 2 of/;
const manyRounds = (timeout = '') =>
  configuration({ sql: timeout }).replace('min: 5, max: 5', 'min: 40, max: 40');

describe('what was measured before is kept, and the step fails, when', () => {
  it('the evaluator crashes', async () => {
    const { run } = await setScene(manyRounds());
    const ran = await run(
      { name: 'push', before: null },
      {
        environment: { INPUT_MODELS: 'sql' },
        onLine(line, process) {
          if (afterRoundTwo.test(line)) globalThis.process.kill(evaluatorOf(process.pid!), 'SIGKILL');
        },
      },
    );
    expect(ran.exitCode, ran.log).toBe(1);
    const model = ran.result!.models.find(({ id }) => id === 'sql')!;
    expect(model.measurement).toMatchObject({ status: 'partial', error: expect.stringContaining('SIGKILL') });
    expect(model.measurement!.rounds.length).toBeGreaterThanOrEqual(2);
    expect(model.measurement!.rounds.length).toBeLessThan(40);
    expect(model.verdict).toBe('incomparable');
    expect(ran.result).toMatchObject({ status: 'partial', error: expect.stringContaining('sql') });
    expect(ran.summary).toContain('SIGKILL');
  });

  it('the evaluator hangs', async () => {
    const { run } = await setScene(manyRounds(', timeout-seconds: 5'));
    const ran = await run(
      { name: 'push', before: null },
      {
        environment: { INPUT_MODELS: 'sql' },
        onLine(line, process) {
          if (afterRoundTwo.test(line)) globalThis.process.kill(evaluatorOf(process.pid!), 'SIGSTOP');
        },
      },
    );
    expect(ran.exitCode, ran.log).toBe(1);
    const { measurement } = ran.result!.models.find(({ id }) => id === 'sql')!;
    expect(measurement).toMatchObject({ status: 'partial', error: expect.stringMatching(/5 s/) });
    expect(measurement!.rounds.length).toBeGreaterThanOrEqual(2);
  });

  it('the job is cancelled: children are ended too', async () => {
    const { run } = await setScene(manyRounds());
    let evaluator = 0;
    let cancelledMs = 0;
    const ran = await run(
      { name: 'push', before: null },
      {
        environment: { INPUT_MODELS: 'sql' },
        onLine(line, process) {
          if (!afterRoundTwo.test(line)) return;
          evaluator = evaluatorOf(process.pid!);
          cancelledMs = performance.now();
          process.kill('SIGINT');
        },
      },
    );
    // A runner waits 7.5 s before it asks again.
    expect(performance.now() - cancelledMs).toBeLessThan(7_500);
    expect(ran.exitCode, ran.log).toBe(1);
    expect(() => process.kill(evaluator, 0)).toThrow(/ESRCH/);
    expect(ran.result).toMatchObject({ status: 'partial', error: 'the check was cancelled' });
    const { measurement } = ran.result!.models.find(({ id }) => id === 'sql')!;
    expect(measurement!.rounds.length).toBeGreaterThanOrEqual(2);
  });
});
