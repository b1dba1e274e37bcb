import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { configuration, setScene } from './scene.ts';

/** The children of a process, by their command lines. */
function childrenOf(pid: number): { pid: number; command: string }[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().match(/^(\d+)\s+(\d+)\s+(.*)$/))
    .filter((match) => match !== null)
    .filter((match) => Number(match[2]) === pid)
    .map((match) => ({ pid: Number(match[1]), command: match[3]! }));
}

function evaluatorOf(pid: number): number {
  const found = childrenOf(pid).find(({ command }) => command.includes('transformers-child'));
  if (!found) throw new Error('the evaluator is not running');
  return found.pid;
}

const afterRoundTwo = /^sql: round 2 of/;
const manyRounds = (timeout = '') =>
  configuration({ sql: timeout }).replace('min: 3, max: 3', 'min: 40, max: 40');

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
