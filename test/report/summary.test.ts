import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/measurement/result.ts';
import { annotations, terminalSummary } from '../../src/report/summary.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, failing, result } from './result-factory.ts';

const levels = (of: CheckResult) => annotations(of).map(({ level }) => level);

describe('annotations', () => {
  it('mark a regression as an error, what was not decided as a warning, an improvement as a notice', () => {
    expect(levels(cases.regression!())).toEqual(['error']);
    expect(levels(cases.inconclusive!())).toEqual(['warning']);
    expect(levels(cases.incomparable!())).toEqual(['warning']);
    expect(levels(cases.improvement!())).toEqual(['notice']);
    expect(levels(cases['no-baseline']!())).toEqual([]);
  });

  it('say why a check ended early', () => {
    expect(annotations(cases.partial!())[0]).toMatchObject({
      level: 'error',
      title: 'The check ended early',
    });
  });

  it('do not call an improvement what noise may explain', () => {
    const [model] = cases.improvement!().models;
    const change = {
      energyPercent: { value: -2, low: -5, high: 1 },
      scorePoints: { value: 1, low: -1, high: 3 },
      cegiPercent: null,
    };
    expect(annotations(result({ models: [{ ...model!, change }] }))).toEqual([]);
  });
});

describe('the summary at a terminal', () => {
  it.each(Object.entries(hostileStrings))(
    'stays as many lines, without a control character, around text that %s',
    (_, text) => {
      const of = (id: string) =>
        terminalSummary(result({ error: id, models: [{ ...failing(id), reason: id, warnings: [id] }] }));
      expect(of(text).split('\n')).toHaveLength(of('word').split('\n').length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
      expect(of(text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    },
  );
});
