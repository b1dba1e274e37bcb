import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { SqlRows, SqlValue } from '../../../../src/metrics/sql-value.ts';

/** Cases that make.py wrote. */
export function goldenCases<Case>(name: string): Case[] {
  return goldenCase(name);
}

/** What make.py wrote under a name. */
export function goldenCase<Golden>(name: string): Golden {
  const file = new URL(`./${name}.golden.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}

type Plain = null | string | { i: string } | { r: string } | { b: string };

/** Rows as the references' Python saw them. */
export function rowsOf(rows: Plain[][]): SqlRows {
  return rows.map((row) => row.map(sqlValue));
}

function sqlValue(value: Plain): SqlValue {
  if (value === null || typeof value === 'string') return value;
  if ('i' in value) return BigInt(value.i);
  if ('b' in value) return Uint8Array.from(Buffer.from(value.b, 'hex'));
  return Number(value.r.replace('inf', 'Infinity'));
}
