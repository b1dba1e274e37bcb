import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundsAdvice } from '../../src/verdict/advice.ts';

const limit = Math.log(1.05);
const energy = (rounds: number, runs = 0, value = 0) => ({
  logRatio: { value, low: value - rounds, high: value + rounds },
  halfWidths: { rounds, runs },
  rounds: { head: 10, baseline: 10 },
  betweenRuns: { percent: 3, from: '4 runs' },
  method: '',
});
const plan = { mode: 'side-by-side' as const, mostRounds: 30 };

describe('advice on rounds', () => {
  it('of what items leave open as well counts what rounds cannot take away', () => {
    // 4² of 5² are left to the rounds: (3 / 4)² of what 10 rounds leave.
    const ofItems = { value: limit - 0.05, halfWidth: 0.03 };
    expect(roundsAdvice(energy(0.048), limit, plan, ofItems)).toBe('About 15 rounds would decide it.');
  });

  it('is to evaluate more items where these alone leave it open', () => {
    const ofItems = { value: limit - 0.05, halfWidth: 0.06 };
    expect(roundsAdvice(energy(0.01), limit, plan, ofItems)).toMatch(/^What is unsure is the gain/);
    // And where they leave so little to rounds that a thousand were too few.
    const nearly = { value: limit - 0.05, halfWidth: 0.049_99 };
    expect(roundsAdvice(energy(0.03), limit, plan, nearly)).toMatch(/^What is unsure is the gain/);
  });

  it('names whole runs where these leave more open than items do', () => {
    const ofItems = { value: limit - 0.05, halfWidth: 0.03 };
    expect(roundsAdvice(energy(0.01, 0.045), limit, plan, ofItems)).toMatch(/^No number of rounds decides/);
  });

  it('is never for fewer rounds than have not decided', () => {
    const part = fc.double({ min: 0, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(part, part, part, part, (rounds, runs, value, halfWidth) => {
        const advice = roundsAdvice(energy(rounds, runs, value), limit, plan, { value, halfWidth });
        const advised = /^About (\d+) rounds/.exec(advice)?.[1];
        if (advised) expect(Number(advised)).toBeGreaterThan(10);
      }),
    );
  });
});
