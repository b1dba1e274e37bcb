import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

// What each room may import from. Imports run one way, down the flow; a room that is not here may import nothing.
const mayImport: Record<string, string[]> = {
  measurement: [],
  config: ['measurement'],
  models: ['config', 'measurement'],
  datasets: ['config', 'measurement', 'models', 'native'],
  metrics: [],
  native: [],
  processes: [],
  evaluators: ['config', 'models', 'native', 'processes'],
  tasks: ['config', 'datasets', 'evaluators', 'measurement', 'metrics', 'native', 'processes'],
  energy: ['config', 'measurement', 'processes'],
  carbon: ['config'],
  statistics: ['measurement'],
  cegi: ['carbon', 'measurement', 'metrics', 'statistics'],
  verdict: ['cegi', 'config', 'measurement', 'statistics'],
  baseline: ['cegi', 'measurement'],
  report: ['measurement'],
  page: ['measurement', 'report'],
  github: ['baseline', 'measurement'],
  init: ['carbon', 'config', 'datasets', 'measurement', 'models'],
};
/** Rooms of doors, which may import from everywhere. */
const doors = ['demo', 'parts'];
const pure = ['metrics', 'carbon', 'cegi', 'statistics', 'verdict', 'report'];

interface Import {
  from: string;
  to: string;
}

const files = globSync('src/**/*.ts');
const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map((match) => {
    const to = match[1]!;
    return { from, to: to.startsWith('.') ? normalize(join(dirname(from), to)) : to };
  }),
);
const roomOf = (file: string) => file.match(/^src\/([^/]+)\/[^/]+/)?.[1];

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('run one way between rooms', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      if (!here || doors.includes(here) || here === there || !to.startsWith('src/')) return false;
      if (to === 'src/errors.ts') return false;
      return !there || !mayImport[here]?.includes(there);
    });
    expect(wrong).toEqual([]);
  });

  it('make no circles between files', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const { to } of imports.filter(({ from }) => from === file)) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('of pure rooms reach nothing of the world', () => {
    const worldly = imports.filter(
      ({ from, to }) =>
        pure.includes(roomOf(from) ?? '') && (to.startsWith('node:') || to.startsWith('@actions/')),
    );
    expect(worldly).toEqual([]);
  });

  it('of pure rooms are matched by what they call: no clock, no randomness', () => {
    const impure = files.filter(
      (file) =>
        pure.includes(roomOf(file) ?? '') &&
        /Date\.now|new Date\(\)|Math\.random|performance\.now|process\./.test(readFileSync(file, 'utf8')),
    );
    expect(impure).toEqual([]);
  });
});
