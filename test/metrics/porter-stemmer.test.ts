import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { porterStem } from '../../src/metrics/porter-stemmer.ts';

const golden: string[] = JSON.parse(
  readFileSync(new URL('./golden/stems.golden.json', import.meta.url), 'utf8'),
);

describe('porterStem', () => {
  it('gives the stems of NLTK on words and on word-like nonsense', () => {
    expect(golden.length).toBeGreaterThan(5_000);
    const stems = golden.map((line) => {
      const [word] = line.split(' ');
      return `${word} ${porterStem(word!)}`;
    });
    expect(stems).toEqual(golden);
  });

  it('takes a very long run of y in its stride', () => {
    expect(porterStem('y'.repeat(100_000))).toHaveLength(100_000);
  });
});
