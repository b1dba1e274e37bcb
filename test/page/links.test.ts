import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/measurement/run-summary.ts';
import { linksOf } from '../../src/page/links.ts';
import { generatedRuns } from './generated-runs.ts';

const [template] = generatedRuns(1);
const links = (part: Partial<RunSummary>, repository: string | null = null, records = true) =>
  linksOf({ ...template!, ...part }, { repository, records });
const home = 'https://git.example.org/team/models';

describe('links of a run', () => {
  it('lead to its commit, its log and its record', () => {
    expect(
      links({ commit: 'c0ffee0', runUrl: 'https://github.com/a/b/actions/runs/12', file: 'runs/1.json' }),
    ).toEqual({
      commit: 'https://github.com/a/b/commit/c0ffee0',
      run: 'https://github.com/a/b/actions/runs/12',
      record: 'runs/1.json',
    });
    expect(links({ runUrl: null, commit: 'c0ffee0' }, `${home}/`)).toMatchObject({
      commit: `${home}/commit/c0ffee0`,
      run: null,
    });
    expect(links({ runUrl: `${home}/actions/runs/7/attempts/2` }, home).run).toBe(
      `${home}/actions/runs/7/attempts/2`,
    );
  });

  it('have no record where the page is alone', () => {
    expect(links({}, null, false).record).toBeNull();
  });

  it.each([
    'javascript:alert(1)//github.com/a/b/actions/runs/1',
    'https://github.com.example.org/a/b/actions/runs/1',
    'https://github.com@example.org/a/b/actions/runs/1',
    'https://user:word@github.com/a/b/actions/runs/1',
    'http://github.com/a/b/actions/runs/1',
    'https://github.com/a/b/c/actions/runs/1',
    'https://github.com/a/b/actions/runs/1/../../../../../settings',
    'https://github.com/login?return_to=/a/b/actions/runs/1',
    'data:text/html,hello',
    '//github.com/a/b/actions/runs/1',
    '',
  ])('do not lead to %s', (runUrl) => {
    expect(links({ runUrl })).toMatchObject({ run: null, commit: null });
  });

  it('lead to no other repository where one is named', () => {
    expect(links({ runUrl: 'https://git.example.org/team/other/actions/runs/1' }, home).run).toBeNull();
    expect(links({ runUrl: 'https://github.com/team/models/actions/runs/1' }, home).run).toBeNull();
  });

  it.each(['javascript:alert(1)', 'ftp://example.org/a/b', 'no address'])(
    'do not lead to a repository at %s',
    (home) => {
      expect(links({ commit: 'c0ffee0', runUrl: `${home}/actions/runs/1` }, home)).toMatchObject({
        run: null,
        commit: null,
      });
    },
  );

  it('drop what follows the address of a run', () => {
    expect(links({ runUrl: 'https://github.com/a/b/actions/runs/1?x=1#y' }).run).toBe(
      'https://github.com/a/b/actions/runs/1',
    );
  });

  it('are an https address of the server or a path beside the page, whatever a history says', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc
        .tuple(fc.constantFrom('', '../', '/', 'javascript:', '//x/', 'a/../../'), fc.string())
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (commit, runUrl, file) => {
        const found = links({ commit, runUrl, file }, home);
        for (const address of [found.commit, found.run])
          if (address !== null) expect(new URL(address).href.startsWith(`${home}/`)).toBe(true);
        if (found.record !== null) {
          const base = 'https://pages.example.org/history/';
          expect(new URL(found.record, base).href.startsWith(base)).toBe(true);
        }
      }),
    );
  });
});
