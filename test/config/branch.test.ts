import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';

const taken = (branch: string) => configSchema.shape.baseline.safeParse({ store: 'branch', branch }).success;

function isBranchForGit(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`]);
    return true;
  } catch {
    return false;
  }
}

describe('the name of the branch', () => {
  it.each(['cegi-data', 'a', 'metrics/cegi', 'release_1.x', 'A/b/c-1'])('may be %s', (name) => {
    expect(taken(name)).toBe(true);
    expect(isBranchForGit(name)).toBe(true);
  });

  it.each([
    '',
    '-f',
    'a b',
    'a..b',
    'a//b',
    'a/',
    '/a',
    'a.',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'ä',
    'a\nb',
  ])('may not be %j', (name) => {
    expect(taken(name)).toBe(false);
  });

  it('is one that git takes, whatever is written', () => {
    const characters = fc.constantFrom(...'ab1-_./@{~^: '.split(''), '.lock');
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 8 }), (name) => {
        fc.pre(taken(name));
        expect(isBranchForGit(name)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
