import { describe, expect, it } from 'vitest';
import { filtered } from '../../src/datasets/filter.ts';

const values = [
  { name: 'a', split: 'test', level: 1, meta: { easy: true }, tags: ['x', 'y'] },
  { name: 'b', split: 'train', level: 2, meta: { easy: false }, tags: ['y'] },
  { name: 'c', split: 'test', level: 3, meta: { easy: null }, note: 'late' },
];
const records = values.map((value, i) => ({ where: `d.json, row ${i + 1}`, number: i + 1, value }));
const kept = (filter: Record<string, string[]>) =>
  filtered(records, { filter, datasetPath: 'd.json' }).map(({ value }) => value.name);

describe('a filter', () => {
  it('of nothing keeps every row', () => {
    expect(kept({})).toEqual(['a', 'b', 'c']);
  });

  it('keeps rows with one of the values, in every column that it names', () => {
    expect(kept({ split: ['test'] })).toEqual(['a', 'c']);
    expect(kept({ split: ['train', 'test'] })).toEqual(['a', 'b', 'c']);
    expect(kept({ split: ['test'], level: ['2', '3'] })).toEqual(['c']);
  });

  it('compares numbers and booleans as text, looks into columns, and at each entry of a list', () => {
    expect(kept({ level: ['1'] })).toEqual(['a']);
    expect(kept({ 'meta.easy': ['false'] })).toEqual(['b']);
    expect(kept({ tags: ['x'] })).toEqual(['a']);
  });

  it('does not keep rows without the column, or without a value in it', () => {
    expect(kept({ note: ['late'] })).toEqual(['c']);
    expect(() => kept({ 'meta.easy': ['null'] })).toThrow('keeps none');
    expect(() => kept({ note: ['undefined'] })).toThrow('keeps none');
  });

  it('by a column that no row has is refused, with those that there are', () => {
    expect(() => kept({ subset: ['x'] })).toThrow(
      "d.json: the task's filter: there is no column subset; there are: name, split, level",
    );
    expect(() => kept({ toString: ['x'] })).toThrow('there is no column toString');
  });

  it('that keeps nothing is refused', () => {
    expect(() => kept({ split: ['dev'] })).toThrow("d.json: the task's filter keeps none of its 3 rows.");
  });
});
