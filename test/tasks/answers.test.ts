import { describe, expect, it } from 'vitest';
import { answersById, failedItems, meanScore } from '../../src/tasks/answers.ts';

const prediction = (id: string, text: string, failure?: string) => ({
  id,
  text,
  generatedTokens: null,
  ...(failure === undefined ? {} : { failure }),
});

describe('answers', () => {
  it('are found by the id of their item, in whatever order they came', () => {
    const answerOf = answersById([prediction('b', 'B'), prediction('a', 'A')]);
    expect(['a', 'b'].map(answerOf)).toEqual([{ text: 'A' }, { text: 'B' }]);
  });

  it('that are empty are answers; those that failed or are missing say why', () => {
    const answerOf = answersById([prediction('empty', ''), prediction('failed', '', 'out of memory')]);
    expect(failedItems(['empty', 'failed', 'constructor'], answerOf)).toEqual([
      { id: 'failed', reason: 'out of memory' },
      { id: 'constructor', reason: 'the evaluator gave no answer' },
    ]);
  });

  it('count up to 100,000 characters', () => {
    const answerOf = answersById([prediction('long', 'x'.repeat(1024 * 1024))]);
    expect(answerOf('long')).toEqual({ text: 'x'.repeat(100_000) });
  });

  it('have the mean of their scores', () => {
    expect(meanScore('m', [1, 0, 0.5])).toEqual({ metric: 'm', value: 0.5, perItem: [1, 0, 0.5] });
  });
});
