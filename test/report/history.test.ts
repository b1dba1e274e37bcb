import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyPage } from '../../src/report/history.ts';
import { generatedRuns } from '../page/generated-runs.ts';

const built = readFileSync(new URL('../../src/page/history.html', import.meta.url), 'utf8');
const inSlot = (page: string) =>
  JSON.parse(/<script type="application\/json" id="runs">([^<]*)<\/script>/.exec(page)![1]!);

describe("a history's page", () => {
  it('holds the runs, or the name of the manifest, and is else as it was built', () => {
    const runs = generatedRuns(3);
    const page = historyPage(built, { runs, repository: 'https://github.com/a/b' });
    expect(inSlot(page)).toEqual({ runs, repository: 'https://github.com/a/b' });
    expect(historyPage(page, inSlot(built))).toBe(built);
  });

  it('stays one page whatever the runs say', () => {
    const pieces = fc.constantFrom(
      '</script>',
      '<!--',
      '<script>',
      '$&',
      '$1',
      '\u2028',
      '"',
      '\\',
      '<',
      'x',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (model) => {
        const runs = generatedRuns(1).map((run) => ({ ...run, model }));
        const page = historyPage(built, { runs });
        expect(inSlot(page)).toEqual({ runs });
        expect(page.split('<').length).toBe(built.split('<').length);
      }),
    );
  });

  it('is not made of something else', () => {
    expect(() => historyPage('<html></html>', { runs: [] })).toThrow('no place for its runs');
  });
});
