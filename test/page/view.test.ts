import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, keyOf } from '../../src/page/run.ts';
import { fragmentOf, groupsOf, noFilters, shown, viewOf } from '../../src/page/view.ts';
import { generatedRuns } from './generated-runs.ts';

const everything = viewOf('');
const text = fc.string({ unit: 'grapheme', minLength: 1 });
const views = fc.record({
  models: fc.uniqueArray(fc.string({ unit: 'grapheme' })),
  task: fc.option(fc.string({ unit: 'grapheme' })),
  hardware: fc.option(text),
  last: fc.option(fc.integer({ min: 1, max: 1e6 })),
  logarithmic: fc.boolean(),
  group: fc.option(fc.tuple(text, text, text).map((parts) => JSON.stringify(parts))),
  selected: fc.option(fc.tuple(text, text).map(([run, model]) => keyOf({ run, model }))),
});

describe('a view in the address', () => {
  it('comes back as it was written, whatever names a history has', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(viewOf(`#${fragmentOf(view)}`)).toEqual(view);
      }),
    );
  });

  it('is empty for everything, and everything where nothing is known', () => {
    expect(fragmentOf(everything)).toBe('');
    expect(everything).toEqual({ ...noFilters, logarithmic: false, group: null, selected: null });
    for (const fragment of ['', '#', '#last=0&last=x&scale=no', '#%E0%A4%A&&=&run=1'])
      expect(viewOf(fragment)).toEqual(everything);
  });
});

describe('filters', () => {
  const runs = inOrder(generatedRuns(200));

  it('let everything through, or what fits all of them', () => {
    expect(shown(runs, everything)).toEqual(runs);
    const found = shown(runs, { ...everything, models: ['sql-base', 'sql-lora'], hardware: 'a'.repeat(16) });
    expect(found.length).toBeGreaterThan(10);
    expect(found).toEqual(
      runs.filter((run) => /^sql-(base|lora)$/.test(run.model) && run.fingerprint === 'a'.repeat(16)),
    );
  });

  it('count whole runs, of those that fit', () => {
    const found = shown(runs, { ...everything, last: 3 });
    expect(found).toEqual(runs.slice(-12));
    expect(shown(runs, { ...everything, models: ['sql-base'], last: 3 })).toHaveLength(3);
  });

  it('name the group of the newest run with energy and score first', () => {
    const bare = runs.map((run, index) => (index < 4 ? run : { ...run, score: null }));
    expect(groupsOf(runs)[0]).toBe(JSON.stringify(['sql', 'execution-accuracy', 'a'.repeat(16)]));
    expect(groupsOf(bare).length).toBeLessThan(groupsOf(runs).length);
    expect(groupsOf([])).toEqual([]);
  });
});
