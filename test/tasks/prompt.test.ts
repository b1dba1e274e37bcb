import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPrompt, promptDigest } from '../../src/tasks/prompt.ts';

describe('fillPrompt', () => {
  it('puts any text in as it is, once', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('{a}', '{b}', '$&', '$1', "$'", '{{a}}'));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fillPrompt('<{a}|{b}|{a}>', { a, b })).toBe(`<${a}|${b}|${a}>`);
      }),
    );
  });

  it('leaves braces that hold no name', () => {
    expect(fillPrompt('{ "x": 1 } {} {1} {a}', { a: '!' })).toBe('{ "x": 1 } {} {1} !');
  });

  it('refuses a name that is no column, and lists those that are', () => {
    expect(() => fillPrompt('{toString}', { b: '', a: '' })).toThrow(/\{toString\}.* a, b\.$/);
  });
});

it('a digest differs where the template does', () => {
  expect(promptDigest('{a}')).not.toBe(promptDigest('{a} '));
});
