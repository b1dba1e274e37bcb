import { expect, it } from 'vitest';
import { taskSettings } from '../../src/tasks/task-settings.ts';
import { taskConfig } from './task-config.ts';

const settings = (changes: Parameters<typeof taskConfig>[1] = {}) =>
  taskSettings(taskConfig('vqa', changes), '{question}', ['vqa-accuracy']);

it.each([
  ['a filter', { filter: { split: ['test'] } }],
  ['another value of it', { filter: { split: ['train'] } }],
  ['a sample', { limit: 10 }],
  ['another sample', { limit: 10, seed: 1 }],
  ['other columns', { columns: { question: 'q' } }],
])("%s makes a task's measurements incomparable with those without it", (_, changes) => {
  expect(settings(changes)).not.toEqual(settings());
});

it('a filter says the same in any order of its columns', () => {
  expect(settings({ filter: { a: ['1'], b: ['2'] } })).toEqual(settings({ filter: { b: ['2'], a: ['1'] } }));
});

it('a seed that draws nothing, and a filter of nothing, say nothing', () => {
  expect(settings({ seed: 7, filter: {} })).toEqual(settings());
});
