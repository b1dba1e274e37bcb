import { fileURLToPath } from 'node:url';

/** What the program opens by path: its name beside a bundle in `dist/`, and where it is in the source tree. */
const sources = {
  'transformers-child.js': '../evaluators/transformers-child.ts',
  'recorder-child.js': '../energy/meter/recorder-child.ts',
  'sql-worker.js': '../tasks/sql-worker.ts',
  'parquet-child.js': '../datasets/parquet-child.ts',
  native: './manifest',
  // Made by the build alone.
  'history.html': '../../dist/history.html',
} as const;

/**
 * Absolute path of a file (or directory) that belongs to the running program: beside the bundle when the program
 * runs from `dist/`, its source when it runs from `src/`.
 */
export function bundleFile(name: keyof typeof sources): string {
  const runsFromSource = import.meta.url.endsWith('/src/native/bundle-file.ts');
  return fileURLToPath(new URL(runsFromSource ? sources[name] : name, import.meta.url));
}
