import { describe, expect, it } from 'vitest';
import { squadExactMatch, squadF1, squadTokens } from '../../src/metrics/squad.ts';
import { different, goldenFile } from './golden/golden-file.ts';

type Case = [references: string[], answer: string, exact: number, f1: number];
const golden = goldenFile<Case[]>('texts/squad.golden.json.gz');

describe("SQuAD's scores", () => {
  it('are those of its official evaluation to 1e-9', () => {
    expect(golden.length).toBeGreaterThan(1_000);
    const wrong = golden.flatMap(([references, answer, exact, f1]) =>
      different([squadExactMatch(answer, references), squadF1(answer, references)], [exact, f1]).map(
        (difference) => ({ ...difference, references, answer }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('leave out case, punctuation and whole articles', () => {
    expect(squadTokens('The cat, an apple; théa "A.B."')).toEqual(['cat', 'apple', 'théa', 'ab']);
  });
});
