import { describe, expect, it } from 'vitest';
import { corpusScore } from '../../src/metrics/corpus-score.ts';
import { summarizationTask } from '../../src/tasks/summarization.ts';
import { predictions, taskConfig } from './task-config.ts';

const rows = [
  { id: 'a', dialogue: 'Ann: Hi\nBob: {summary}', summary: 'Ann greets Bob.' },
  { id: 'b', dialogue: 'Ann: Bye', summary: 'Ann leaves.' },
];

describe('a summarization task', () => {
  const task = summarizationTask(taskConfig('summarization'), rows);

  it('asks with the dialogue, whose braces are its own', () => {
    expect(task.items()).toEqual([
      { id: 'a', prompt: '### Dialogue\nAnn: Hi\nBob: {summary}\n\n### Summary\n' },
      { id: 'b', prompt: '### Dialogue\nAnn: Bye\n\n### Summary\n' },
    ]);
  });

  it('scores the plain mean of each ROUGE F1 over the items', async () => {
    const { scores, itemIds } = await task.score(predictions({ b: 'Ann is leaving.', a: 'Bob greets Ann' }));
    expect(itemIds).toEqual(['a', 'b']);
    expect(scores.map(({ metric }) => metric)).toEqual(['rougeL', 'rouge1', 'rouge2', 'rougeLsum', 'bleu']);
    expect(scores[0]!.perItem.map((score) => score.toFixed(4))).toEqual(['0.3333', '0.8000']);
    expect(scores[1]!.perItem.map((score) => score.toFixed(4))).toEqual(['1.0000', '0.8000']);
    expect(scores[1]!.value).toBeCloseTo(0.9, 12);
    expect(scores[2]!.perItem).toEqual([0, 0]);
  });

  it('scores BLEU of the whole corpus, and keeps what it can be computed from anew', async () => {
    const { scores } = await task.score(predictions({ a: 'Ann greets Bob. She waves.', b: 'No.' }));
    const bleu = scores.find(({ metric }) => metric === 'bleu')!;
    expect(bleu.corpus?.statistic).toBe('bleu');
    expect(bleu.value).toBeCloseTo(corpusScore('bleu', bleu.corpus!.perItem), 12);
    expect(bleu.value).toBeGreaterThan(0);
    expect(Math.abs(bleu.value - (bleu.perItem[0]! + bleu.perItem[1]!) / 2)).toBeGreaterThan(0.01);
  });

  it('computes no metric that is not asked for', async () => {
    const one = summarizationTask(
      taskConfig('summarization', { metric: 'rouge2', metrics: ['rouge2'] }),
      rows,
    );
    const { scores } = await one.score(predictions({ a: 'Ann greets Bob.', b: 'Ann leaves.' }));
    expect(scores).toEqual([{ metric: 'rouge2', value: 1, perItem: [1, 1] }]);
  });

  it('scores an answer of 1 MB by its first 100,000 characters', async () => {
    const long = `Ann greets Bob.${' '.repeat(100_000)}`;
    const [padded, cut] = await Promise.all(
      [`${long}Ann`, `${'x '.repeat(49_999)}${'Ann greets Bob. '.repeat(56_000)}`].map((a) =>
        task.score(predictions({ a, b: '' })),
      ),
    );
    expect(padded!.scores[0]!.perItem[0]).toBe(1);
    expect(cut!.scores[0]!.perItem[0]).toBe(0);
  });

  it('scores an empty answer 0 without calling it failed, and a failed one 0 by its reason', async () => {
    const { scores, failedItems, leftOut } = await task.score({
      predictions: [
        { id: 'a', text: '', generatedTokens: 0 },
        { id: 'b', text: '', generatedTokens: 0, failure: 'out of memory' },
      ],
    });
    for (const { value, perItem } of scores) expect([value, ...perItem]).toEqual([0, 0, 0]);
    expect(failedItems).toEqual([{ id: 'b', reason: 'out of memory' }]);
    expect(leftOut).toEqual([]);
  });

  it('never shows the summary in a prompt', () => {
    expect(() => summarizationTask(taskConfig('summarization', { prompt: '{summary}' }), rows)).toThrow(
      'The prompt has {summary}, which is no column it may show. It may show: dialogue, id.',
    );
  });
});
