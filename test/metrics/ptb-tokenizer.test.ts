import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ptbTokenize } from '../../src/metrics/ptb-tokenizer.ts';

const file = new URL('./golden/captions/ptb.golden.json.gz', import.meta.url);
const golden: [caption: string, tokenized: string][] = JSON.parse(gunzipSync(readFileSync(file)).toString());

describe('ptbTokenize', () => {
  it("gives the tokens of pycocoevalcap's PTBTokenizer", () => {
    expect(golden.length).toBeGreaterThan(5_000);
    const wrong = golden.flatMap(([caption, expected]) => {
      const got = ptbTokenize(caption);
      return got === expected ? [] : [{ caption, expected, got }];
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ["A man's dog doesn't bark.", "a man 's dog does n't bark"],
    ['I cannot, I gotta go; "quoted" text...', 'i can not i got ta go quoted text'],
    ['Mr. Smith of the U.S. at 5 p.m.', 'mr. smith of the u.s. at 5 p.m.'],
    ['a plate (with food) [and] {drink}', 'a plate -lrb- with food -rrb- -lsb- and -rsb- -lcb- drink -rcb-'],
    ['$5.00 for 1 1/2 cups, 50% off', '$ 5.00 for 1\u00a01/2 cups 50 % off'],
    ['see http://foo.com/a?b=c. and me@foo.com', 'see http://foo.com/a?b=c and me@foo.com'],
    ['caf\u00e9 \ud83d\ude42 so\u00adft \u2014 na\u00efve', 'caf\u00e9 soft na\u00efve'],
    ['two\nlines\r\nor\u2028three', 'two lines or three'],
  ])('makes of %j %j', (caption, tokenized) => {
    expect(ptbTokenize(caption)).toBe(tokenized);
  });

  it('takes any text, lone surrogates too, and gives tokens without spaces or line ends', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom(...'aN1.,\'"-_/@&;:()<>#$ \u00ad\u0085\n\r\u2028\ud83d\udc00'))
        .map((units) => units.join('')),
    );
    fc.assert(
      fc.property(text, (caption) => {
        const tokenized = ptbTokenize(caption);
        expect(tokenized).not.toMatch(/[\n\r]|^ | {2}| $/);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['a.', '<a b="', '&', "a'", 'http://', '\ud83d\ude42', '<!-- '])(
    'reads a megabyte of %j without going over it again and again',
    (unit) => {
      const tokenized = ptbTokenize(unit.repeat(1_000_000 / unit.length));
      expect(tokenized.length).toBeLessThan(3_000_000);
    },
    60_000,
  );
});
