import { describe, expect, it } from 'vitest';
import { badgeJson } from '../../src/report/badge.ts';
import { commentMarkdown } from '../../src/report/comment.ts';
import { reportHtml } from '../../src/report/html.ts';
import { annotations, terminalSummary } from '../../src/report/summary.ts';
import { cases, marker } from './result-factory.ts';

const golden = (name: string, kind: string) => `./golden/${name}.golden.${kind}`;

describe.each(Object.entries(cases))('%s', (name, build) => {
  it('reads as before in a comment', async () => {
    await expect(`${commentMarkdown(build(), { marker })}\n`).toMatchFileSnapshot(golden(name, 'md'));
  });

  it('reads as before at a terminal', async () => {
    await expect(terminalSummary(build())).toMatchFileSnapshot(golden(name, 'txt'));
  });

  it('reads as before on the badge and in annotations', async () => {
    const built = build();
    const data = { badge: badgeJson(built), annotations: annotations(built) };
    await expect(`${JSON.stringify(data, null, 2)}\n`).toMatchFileSnapshot(golden(name, 'json'));
  });

  it('holds no number that is none', () => {
    const built = build();
    const texts = [commentMarkdown(built, { marker }), reportHtml(built), terminalSummary(built)];
    for (const text of texts)
      expect(text).not.toMatch(/NaN|Infinity|(?<![\w-])-0(?![\d.])|undefined|\bnull\b(?!<)/);
  });
});

// The rest of the pages differ from these only in what the comments show as well.
describe.each(['regression', 'estimated-energy'])('the page of %s', (name) => {
  it('reads as before', async () => {
    await expect(reportHtml(cases[name]!())).toMatchFileSnapshot(golden(name, 'html'));
  });
});
