import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../../src/errors.ts';
import { type Inputs, loadInputs } from '../../src/github/inputs.ts';

interface Metadata {
  inputs: Record<string, { description: string; default: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
}
const metadataOf = (part: string): Metadata =>
  parse(readFileSync(join(import.meta.dirname, '../..', part, 'action.yml'), 'utf8'));
const metadata = metadataOf('.');
const parts = ['plan', 'measure', 'report', 'gate'];

const workspace = mkdtempSync(join(tmpdir(), 'cegi-inputs-'));
mkdirSync(join(workspace, 'sub'));
const variable = (name: string) => `INPUT_${name.toUpperCase()}`;

/** Sets the inputs as a runner does: the defaults of `action.yml`, then those of the step. */
function load(given: Record<string, string> = {}): Inputs {
  for (const [name, { default: value }] of Object.entries(metadata.inputs)) {
    process.env[variable(name)] = value.includes('github.token') ? 'token' : value;
  }
  for (const [name, value] of Object.entries(given)) process.env[variable(name)] = value;
  return loadInputs(workspace);
}

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('INPUT_')) delete process.env[name];
});

describe('the inputs of a step', () => {
  it('have the defaults of action.yml', () => {
    expect(load()).toEqual({
      config: '.github/cegi.yml',
      githubToken: 'token',
      models: [],
      shard: null,
      comment: true,
      checkRun: 'auto',
      calibrate: false,
      artifact: null,
      retentionDays: null,
      results: null,
      artifacts: 'cegi-*',
      against: null,
      attach: false,
      failOn: ['fail'],
      workingDirectory: workspace,
      nativeDirectory: null,
    });
  });

  it('have the same defaults where nothing is set, but for the token', () => {
    expect(loadInputs(workspace)).toEqual({ ...load(), githubToken: null });
  });

  it('take lists one a line or with commas, and each word once', () => {
    expect(load({ models: ' a, b\n\nc\na ' }).models).toEqual(['a', 'b', 'c']);
    expect(load({ 'fail-on': 'no-baseline, fail' }).failOn).toEqual(['fail', 'no-baseline']);
    expect(load({ 'fail-on': 'never' }).failOn).toEqual([]);
  });

  it.each([
    ['auto', 'auto'],
    ['True', true],
    ['false', false],
    ['', 'auto'],
  ] as const)('may ask for a check run: "%s"', (written, expected) => {
    expect(load({ 'check-run': written }).checkRun).toBe(expected);
    expect(() => load({ 'check-run': 'always' })).toThrow(/check-run: "always" is none of auto, true and/);
  });

  it('may ask for a calibration, of one model at most', () => {
    expect(load({ calibrate: 'True', models: 'sql' })).toMatchObject({ calibrate: true, models: ['sql'] });
    expect(() => load({ calibrate: 'true', models: 'a, b' })).toThrow(
      /models: a calibration is of one model/,
    );
    expect(() => load({ calibrate: 'on' })).toThrow(/calibrate: "on" is neither true nor false/);
    expect(load({ models: 'a, b' }).calibrate).toBe(false);
  });

  it.each(['sql"', 'a:b', 'a/b', 'a\\b', 'a\nb', 'a*', 'x'.repeat(201)])(
    'refuse the name %j of an artifact before anything is measured',
    (artifact) => {
      expect(() => load({ artifact })).toThrow(
        /artifact: ".*" (holds .*, which GitHub takes in no name|is longer)/s,
      );
    },
  );

  it('take the name of an artifact and the days that it is kept', () => {
    expect(load({ artifact: 'cegi-sql 1', 'retention-days': '7' })).toMatchObject({
      artifact: 'cegi-sql 1',
      retentionDays: 7,
    });
    for (const days of ['0', '401', '1.5', 'x', '-1'])
      expect(() => load({ 'retention-days': days })).toThrow(/not a number of days from 1 to 400/);
  });

  it('take paths relative to the workspace', () => {
    const inputs = load({
      'working-directory': 'sub',
      'native-directory': '../native',
      config: './ci\\cegi.yml',
    });
    expect(inputs.workingDirectory).toBe(join(workspace, 'sub'));
    expect(inputs.nativeDirectory).toBe(join(workspace, '../native'));
    expect(inputs.config).toBe('ci/cegi.yml');
  });

  it('are all checked, and every wrong one is named at once', () => {
    const wrong = () =>
      load({
        comment: 'yes',
        'fail-on': 'fail, failure, never',
        config: '../other/cegi.yml',
        'working-directory': 'nowhere',
      });
    expect(wrong).toThrow(UserError);
    expect(wrong).toThrow(
      /working-directory: .*nowhere.*config: .*inside the repository.*comment: "yes".*"failure".*"never"/s,
    );
  });

  it.each(['/etc/cegi.yml', 'C:\\cegi.yml', 'a/../../b'])('refuse the configuration %s', (config) => {
    expect(() => load({ config })).toThrow(/inside the repository/);
  });
});

describe('action.yml', () => {
  it('and those of the parts name only inputs that are read, and all of them', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/github/inputs.ts'), 'utf8');
    const read = [...source.matchAll(/getInput\('([a-z-]+)'\)/g)].map(([, name]) => name);
    const named = ['.', ...parts].flatMap((part) => Object.keys(metadataOf(part).inputs));
    expect([...new Set(named)].sort()).toEqual([...new Set(read)].sort());
  });

  it.each(parts)(
    'of the part %s takes what it shares with the whole under the same names and defaults',
    (part) => {
      const { inputs, outputs, runs } = metadataOf(part);
      for (const [name, { default: value }] of Object.entries(inputs)) {
        if (name in metadata.inputs) expect(value).toBe(metadata.inputs[name]!.default);
      }
      const post = part === 'measure' && { post: '../dist/measure-post.js' };
      expect(runs).toEqual({ using: metadata.runs.using, main: `../dist/${part}.js`, ...post });
      const own: Record<string, string[]> = { plan: ['matrix', 'any'], measure: ['artifact', 'artifact-id'] };
      expect([...Object.keys(metadata.outputs), ...(own[part] ?? [])]).toEqual(
        expect.arrayContaining(Object.keys(outputs)),
      );
    },
  );

  it('describes everything, in kebab case', () => {
    for (const [name, { description }] of Object.entries({ ...metadata.inputs, ...metadata.outputs })) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(description.length).toBeGreaterThan(10);
    }
  });
});
