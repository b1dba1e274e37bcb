import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What a reference computed, from a file beside the script that made it. */
export function goldenFile<T>(name: string): T {
  const file = readFileSync(new URL(name, import.meta.url));
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(file) : file).toString());
}

/** Wherever two lists of numbers differ by more than 1e-9. */
export function different(got: readonly number[], expected: readonly number[]): object[] {
  return expected.flatMap((value, at) => {
    const difference = Math.abs(got[at]! - value);
    return difference <= 1e-9 ? [] : [{ at, expected: value, got: got[at] }];
  });
}
