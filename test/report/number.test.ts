import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeText,
  countText,
  energyText,
  energyUnit,
  massText,
  massUnit,
  numberText,
  scoreText,
  signedText,
  worth,
} from '../../src/report/number.ts';

describe('a number', () => {
  it.each([
    [12.3456, '12.3'],
    [0.000123456, '0.000123'],
    [0.00000123456, '1.23 × 10⁻⁶'],
    [1234, '1,230'],
    [999.6, '1,000'],
    [123_456_789, '123,000,000'],
    [1.5e21, '1.5 × 10²¹'],
    [-2.34567, '−2.35'],
    [-0, '0'],
    [0, '0'],
    [5e-324, '5 × 10⁻³²⁴'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
    [null, '–'],
  ])('%s reads %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it('never prints what is not a number, nor a negative zero, whatever it is', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        for (const text of [
          numberText(value),
          signedText(value),
          energyText(value),
          massText(value),
          scoreText(value),
        ]) {
          expect(text).toMatch(/^(?:–|[+−]?\d[\d,]*(?:\.\d+)?(?: × 10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?: [kMGmµ]?[Jgt])?)$/);
          expect(text).not.toMatch(/^[+−]0(?![.\d])/);
        }
      }),
    );
  });

  it('is within half a percent of what it stands for', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 9e8, noNaN: true }), (value) => {
        const read = Number(numberText(value).replaceAll(',', ''));
        expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.005 + 1e-12);
      }),
    );
  });
});

describe('a change', () => {
  it('has its sign and its interval', () => {
    expect(changeText({ value: 21, low: 18.04, high: 24 }, '%')).toBe('+21 % (+18 to +24)');
    expect(changeText({ value: 0, low: -1, high: 1 }, 'pt')).toBe('0 pt (−1 to +1)');
  });

  it.each([
    [{ value: -12.613, low: -23.488, high: -2.251 }, '−12.6 % (−23.5 to −2.3)'],
    [{ value: 0.00012, low: -0.4801, high: 0.4832 }, '0 % (−0.48 to +0.48)'],
    [{ value: 21.04, low: 20.561, high: 21.522 }, '+21 % (+20.6 to +21.5)'],
    [{ value: 3, low: 3, high: 3 }, '+3 % (+3 to +3)'],
  ])('has no more places than its interval is worth: %j', (change, text) => {
    expect(changeText(change, '%')).toBe(text);
  });

  it('that is clear of 0 is seen to be, however near', () => {
    expect(changeText({ value: -12.6, low: -23.5, high: -0.003 }, '%')).toBe('−12.6 % (−23.5 to −0.003)');
  });

  it('is rounded by less than a tenth of its interval', () => {
    const bound = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(bound, fc.double({ min: 1e-3, max: 1000, noNaN: true }), (value, half) => {
        const rounded = worth({ value, low: value - half, high: value + half }, 2);
        expect(Math.abs(rounded.value - value)).toBeLessThanOrEqual(half / 10);
      }),
    );
  });
});

describe('a quantity', () => {
  it.each([
    [energyText(0), '0 J'],
    [energyText(0.0123), '12.3 mJ'],
    [energyText(999.9), '1 kJ'],
    [energyText(4.2e6), '4.2 MJ'],
    [energyText(null), '–'],
    [massText(0.00042), '420 µg'],
    [massText(12.4), '12.4 g'],
    [massText(1.5e6), '1.5 t'],
    [scoreText(0.8314), '83.1'],
    [countText(1_327_104), '1,327,104'],
  ])('has the unit that suits it: %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('the unit of an axis', () => {
  it('is the one in which its largest value is written', () => {
    expect(energyUnit(14_000)).toEqual({ factor: 1000, unit: 'kJ' });
    expect(energyUnit(999.9)).toEqual({ factor: 1000, unit: 'kJ' });
    expect(massUnit(0.8)).toEqual({ factor: 1e-3, unit: 'mg' });
    expect(massUnit(0)).toEqual({ factor: 1, unit: 'g' });
  });
});
