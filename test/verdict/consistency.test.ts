import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/measurement/measurement.ts';
import { contradiction } from '../../src/verdict/consistency.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

const sound = () => simulatedMeasurement({ scores: [1, 0, 1, 1] });
const withScore = (change: object): Measurement => {
  const measurement = sound();
  measurement.scores[0] = { ...measurement.scores[0]!, ...change };
  return measurement;
};
const perItem = [
  [1, 2],
  [1, 2],
  [1, 2],
];

describe('what a measurement says of itself', () => {
  it('is taken where nothing speaks against it', () => {
    expect(contradiction(sound())).toBeNull();
    expect(contradiction(withScore({ itemIds: ['d', 'c', 'b', 'a'] }))).toBeNull();
  });

  it.each<[string, Measurement]>([
    ['an item is there twice', { ...sound(), itemIds: ['a', 'a', 'b', 'c'] }],
    ['items and their groups are not equally many', { ...sound(), clusters: ['p', 'q'] }],
    ['execution-accuracy has not one score for each item', withScore({ perItem: [1, 0] })],
    ['execution-accuracy scores an item twice', withScore({ itemIds: ['a', 'b', 'c', 'a'] })],
    [
      'execution-accuracy has not one entry for each item',
      withScore({ corpus: { statistic: 'bleu', perItem } }),
    ],
    [
      'execution-accuracy has unlike entries',
      withScore({ corpus: { statistic: 'bleu', perItem: [...perItem, [1]] } }),
    ],
    ['it has no score by execution-accuracy', { ...sound(), scores: [] }],
    ['it is of 5 items, and says of 4 what they scored', { ...sound(), task: { ...sound().task, items: 5 } }],
    ['it is of 3 items, and says of 4 what they scored', { ...sound(), task: { ...sound().task, items: 3 } }],
    [
      'a round has not gone through all items',
      { ...sound(), rounds: sound().rounds.map((round, i) => (i === 1 ? { ...round, items: 3 } : round)) },
    ],
  ])('is not, where %s', (expected, measurement) => {
    expect(contradiction(measurement)).toBe(expected);
  });
});
