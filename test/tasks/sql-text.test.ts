import { expect, it } from 'vitest';
import { sqlText } from '../../src/tasks/sql-text.ts';
import { goldenCases } from '../metrics/golden/sql/cases.ts';

it("reads any bytes as Python's decode(errors='ignore') does, and tells which are not UTF-8", () => {
  const cases = goldenCases<[hex: string, text: string, isUtf8: boolean]>('readings');
  expect(cases.length).toBe(1_000);
  const wrong = cases.filter(([hex, text, isUtf8]) => {
    const read = sqlText(Uint8Array.from(Buffer.from(hex, 'hex')));
    return read.text !== text || read.isUtf8 !== isUtf8;
  });
  expect(wrong).toEqual([]);
});
