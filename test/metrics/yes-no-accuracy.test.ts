import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yesNoAccuracy } from '../../src/metrics/yes-no-accuracy.ts';

describe('yesNoAccuracy', () => {
  it.each([
    ['yes', 1],
    [' Yes.', 1],
    ['The YES!', 1],
    ['no', 0],
    ['yes, it is', 0],
    ['yesno', 0],
    ['', 0],
  ])('for the answer "yes" gives %j %d', (prediction, accuracy) => {
    expect(yesNoAccuracy(['Yes'], prediction)).toBe(accuracy);
  });

  it('goes by what most people answered', () => {
    const answers = [...Array<string>(6).fill('yes'), ...Array<string>(3).fill('no'), 'maybe'];
    expect(yesNoAccuracy(answers, 'yes')).toBe(1);
    expect(yesNoAccuracy(answers, 'no')).toBe(0);
    expect(yesNoAccuracy(answers, 'maybe')).toBe(0);
  });

  it('takes either of two answers that are as frequent', () => {
    expect(yesNoAccuracy(['yes', 'no', 'No.', 'Yes', 'maybe'], 'no')).toBe(1);
    expect(yesNoAccuracy(['yes', 'no', 'No.', 'Yes', 'maybe'], 'yes')).toBe(1);
  });

  it('does not depend on the order of the answers', () => {
    const answers = fc.array(fc.constantFrom('yes', 'no', 'Yes.', 'maybe'), { minLength: 1 });
    fc.assert(
      fc.property(answers, fc.constantFrom('yes', 'no', 'maybe'), (given, prediction) => {
        expect(yesNoAccuracy(given.toReversed(), prediction)).toBe(yesNoAccuracy(given, prediction));
      }),
    );
  });

  it('refuses a question without answers', () => {
    expect(() => yesNoAccuracy([], 'yes')).toThrow(/at least one answer/);
  });
});
