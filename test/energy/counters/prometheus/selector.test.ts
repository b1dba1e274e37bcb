import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selector } from '../../../../src/energy/counters/prometheus/selector.ts';
import { parseSelector } from '../../../simulators/prometheus.ts';

test('a selector names a metric, and a value or several for each label', () => {
  expect(selector('up', {})).toBe('up{}');
  expect(selector('up', { job: 'dcgm', gpu: ['0', '1'] })).toBe('up{job="dcgm",gpu=~"0|1"}');
  expect(selector({ pattern: 'a|b_.+' }, { job: 'x' })).toBe('{__name__=~"a|b_.+",job="x"}');
});

test('what means something in PromQL or in a pattern is escaped', () => {
  expect(selector('up', { a: 'x"y\\z\n' })).toBe(String.raw`up{a="x\"y\\z\n"}`);
  expect(selector('up', { a: ['h.example', 'a|b'] })).toBe(String.raw`up{a=~"h\\.example|a\\|b"}`);
});

// What a text file can hold; a lone surrogate is no character.
const value = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\u0000'));

test('a value matches itself and no other, whatever is in it, alone or in a list', () => {
  fc.assert(
    fc.property(value, value, fc.boolean(), (own, other, inList) => {
      const parsed = parseSelector(selector('up', { label: inList ? [own, 'another'] : own }));
      expect(parsed).not.toBeNull();
      const matcher = parsed?.matchers.find(({ label }) => label === 'label');
      expect(matcher?.matches(own)).toBe(true);
      expect(matcher?.matches(other)).toBe(other === own || (inList && other === 'another'));
    }),
  );
});
