import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report/html.ts';
import { pageStyle } from '../../src/report/page-style.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, model, result, saying } from './result-factory.ts';

const tags = (html: string) => [...html.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag);

/** Tags without an end. */
const lone = new Set(['meta', 'br', 'circle', 'path']);

function unbalanced(html: string): string[] {
  const open: string[] = [];
  for (const tag of tags(html)) {
    const name = tag.match(/[a-z0-9]+/i)![0];
    if (lone.has(name)) continue;
    if (!tag.startsWith('</')) open.push(name);
    else if (open.pop() !== name) return [`${name} closed out of turn`];
  }
  return open;
}

describe.each(Object.entries(cases))('the page of %s', (_, build) => {
  const html = reportHtml(build());

  it('closes all that it opens', () => {
    expect(unbalanced(html)).toEqual([]);
  });

  it('asks nothing of a network and runs no script', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|<object|\son\w+=|\bsrc=|@import|url\(/i);
    expect(html).toContain("default-src 'none'");
    const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address!);
    for (const address of addresses) expect(address).toMatch(/^(?:#model-\d+|https:\/\/github\.com\/)/);
  });

  it('says its language, and what each table holds', () => {
    expect(html).toContain('<html lang="en">');
    expect(html.match(/<caption>/g)?.length).toBe(html.match(/<table>/g)?.length);
    expect(html).not.toMatch(/<caption><\/caption>/);
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  it('has every id once, and every reference to one finds it', () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)) expect(ids).toContain(id);
  });
});

describe('the page', () => {
  it('shows every round', () => {
    const html = reportHtml(cases['hundred-models']!());
    expect(html.match(/<caption>Rounds of the head<\/caption>/g)).toHaveLength(100);
    expect(html.match(/class="dot"/g)).toHaveLength(100 * 2 * 6);
  });

  it('draws a plot even where all rounds agree to the last joule', () => {
    const flat = model();
    const same = { value: 100, low: 100, high: 100 };
    const html = reportHtml(
      result({
        models: [
          {
            ...flat,
            head: { ...flat.head!, energyJPer1000Items: same },
            baseline: null,
            measurement: {
              ...flat.measurement!,
              rounds: flat.measurement!.rounds.map((round) => ({
                ...round,
                energy: { ...round.energy, energyJ: (100 * round.items) / 1000 },
              })),
            },
          },
        ],
      }),
    );
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/NaN|Infinity/);
  });

  it('says under the plot that an estimate is one', () => {
    expect(reportHtml(cases['estimated-energy']!())).toMatch(/<figcaption>[^<]*Estimated, not measured\./);
    expect(reportHtml(cases.regression!())).not.toContain('Estimated, not measured.');
  });

  it('says what would decide a rule that is open, right after its sentence', () => {
    expect(reportHtml(cases.inconclusive!())).toMatch(
      /<li>[^\n]*interval reaches across that: inconclusive\. No number of rounds decides this/,
    );
  });

  // An address is linked only where it is one.
  const page = (text: string) => reportHtml({ ...saying(text), runUrl: null });
  const harmless = tags(page('word'));

  it.each(Object.entries(hostileStrings).filter(([, text]) => text.trim() !== ''))(
    'is built the same around text that %s',
    (_, text) => {
      expect(tags(page(text.slice(0, 150)))).toEqual(harmless);
    },
  );
});

describe('the colours of the page', () => {
  const schemes = pageStyle
    .split('@media')
    .map((part) =>
      Object.fromEntries(
        [...part.matchAll(/--(\w+): (#[0-9a-f]{3,6})/g)].map(([, name, colour]) => [name!, colour!]),
      ),
    );
  const palettes = schemes.filter((scheme) => scheme.paper);

  it('are those of light, dark and paper', () => {
    expect(palettes).toHaveLength(3);
  });

  it.each(['ink', 'soft', 'accent', 'good', 'bad', 'unsure', 'plain'])('can be read: %s', (name) => {
    for (const palette of palettes)
      expect(contrast(palette[name]!, palette.paper!)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g)!;
  const [red, green, blue] = digits.map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it('a page says before anything else who overrode the check, and why', () => {
  const text = reportHtml(cases.overridden!());
  expect(text).toMatch(
    /<h1 class="fail">Carbon regression \(overridden\)<\/h1>\n<p class="warning"><strong>Overridden by @mona:<\/strong> the new/,
  );
});
