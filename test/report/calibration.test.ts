import { describe, expect, it } from 'vitest';
import { type CalibrationReport, calibrationSummary } from '../../src/report/calibration.ts';

const report = (changes: Partial<CalibrationReport> = {}): CalibrationReport => ({
  calibration: {
    schema: 'cegi/calibration',
    schemaVersion: 1,
    createdAt: '2026-01-02T03:04:05.000Z',
    hardwareFingerprint: '0123456789abcdef',
    model: 'sql-lora',
    runs: Array.from({ length: 6 }, () => [25, 25.5, 24.5, 25]),
  },
  wantedRuns: 6,
  ended: null,
  kept: true,
  spread: { rounds: 1.634, runs: 0.512 },
  floors: [
    { rounds: 10, sideBySidePercent: 3.961, storedPercent: 6.84 },
    { rounds: 30, sideBySidePercent: 1.87, storedPercent: 5.73 },
    { rounds: 100, sideBySidePercent: 0, storedPercent: null },
  ],
  judgements: [
    { mode: 'side-by-side', tolerancePercent: 5, rounds: 30, tooSmall: null },
    {
      mode: 'stored',
      tolerancePercent: 5,
      rounds: 30,
      tooSmall:
        'rules.emissions allows 5 %, but the noise floor of this machine is 5.8 %. Allow at least 5.8 %.',
    },
  ],
  ...changes,
});

describe('a calibration', () => {
  it.each([
    ['md', 'markdown'],
    ['txt', 'text'],
  ] as const)('reads as before: %s', async (kind, format) => {
    await expect(`${calibrationSummary(report(), format)}\n`).toMatchFileSnapshot(
      `./golden/calibration.golden.${kind}`,
    );
  });

  it('that ended early, or could not be stored, says so', () => {
    const text = calibrationSummary(
      report({ wantedRuns: 9, ended: 'the driver vanished', kept: false }),
      'text',
    );
    expect(text).toContain('It ended early, after 6 of 9 runs (the driver vanished).');
    expect(text).toContain('It is not stored');
    expect(text).not.toContain('**');
  });

  it('shows no markup of a model or an error', () => {
    const { calibration } = report();
    const hostile = report({
      calibration: { ...calibration, model: '<img src=x> | @everyone' },
      ended: '![](https://example.com/x) **bold**',
    });
    const text = calibrationSummary(hostile, 'markdown');
    expect(text).not.toMatch(/<img|@everyone|!\[\]\(|\*\*bold/);
  });
});
