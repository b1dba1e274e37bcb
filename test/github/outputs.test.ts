import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { annotate, summaryLimitBytes, writeOutputs, writeSummary } from '../../src/github/outputs.ts';

// One place for all: the toolkit remembers where the summary is.
const directory = await mkdtemp(join(tmpdir(), 'cegi-outputs-'));
let printed: string;

beforeEach(async () => {
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    process.env[name] = join(directory, name);
    await writeFile(process.env[name], '');
  }
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  delete process.env.GITHUB_OUTPUT;
  delete process.env.GITHUB_STEP_SUMMARY;
});

/** As a runner reads the file: `name<<delimiter`, lines, `delimiter`. */
async function outputs(): Promise<Record<string, string>> {
  const text = await readFile(join(directory, 'GITHUB_OUTPUT'), 'utf8');
  const found = text.matchAll(/^([\w-]+)<<(\S+)\r?\n(.*?)\r?\n\2\r?\n/gms);
  return Object.fromEntries([...found].map(([, name, , value]) => [name, value]));
}

describe('what a step leaves', () => {
  it('are the outputs that action.yml names', async () => {
    writeOutputs({
      verdict: 'fail',
      conclusion: 'failure',
      results: '/tmp',
      result: '/tmp/result.json',
      report: '/tmp/report.html',
      badge: '/tmp/badge.json',
      commentUrl: null,
      modelsChanged: ['a', 'b\nverdict=pass'],
    });
    const found = await outputs();
    expect(found).toEqual({
      verdict: 'fail',
      conclusion: 'failure',
      results: '/tmp',
      result: '/tmp/result.json',
      report: '/tmp/report.html',
      badge: '/tmp/badge.json',
      'comment-url': '',
      'models-changed': '["a","b\\nverdict=pass"]',
    });
    const metadata = parse(await readFile(join(import.meta.dirname, '../../action.yml'), 'utf8'));
    expect(Object.keys(found).sort()).toEqual(Object.keys(metadata.outputs).sort());
  });

  it('is an annotation whose text cannot become a command', () => {
    annotate({
      level: 'error',
      title: 'a: b',
      message: 'one\n::set-output name=x::y',
      file: 'm.yml',
      line: 3,
    });
    expect(printed.trimEnd()).toBe('::error title=a%3A b,file=m.yml,line=3::one%0A::set-output name=x::y');
  });

  it('is a summary', async () => {
    expect(await writeSummary('# Report')).toBe(true);
    expect(await readFile(join(directory, 'GITHUB_STEP_SUMMARY'), 'utf8')).toBe('# Report\n');
  });

  it('is no summary outside a run', async () => {
    delete process.env.GITHUB_STEP_SUMMARY;
    expect(await writeSummary('# Report')).toBe(false);
  });

  it('is no summary, and no crash, where its file is gone', async () => {
    await rm(join(directory, 'GITHUB_STEP_SUMMARY'));
    await mkdir(join(directory, 'GITHUB_STEP_SUMMARY'));
    expect(await writeSummary('# Report')).toBe(false);
    expect(printed).toMatch(/^::warning::The job's summary could not be written/);
    await rmdir(join(directory, 'GITHUB_STEP_SUMMARY'));
  });

  it('is a summary that GitHub will not drop, cut between lines', async () => {
    await writeSummary('| größer |\n'.repeat(100_000));
    const text = await readFile(join(directory, 'GITHUB_STEP_SUMMARY'), 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(summaryLimitBytes);
    expect(Buffer.byteLength(text)).toBeGreaterThan(summaryLimitBytes - 200);
    expect(text).toMatch(/\n\| größer \|\n\n_The rest was left out/);
  });

  it('is a summary cut between characters where there are no lines', async () => {
    await writeSummary('€'.repeat(500_000));
    const text = await readFile(join(directory, 'GITHUB_STEP_SUMMARY'), 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(summaryLimitBytes);
    expect(text).toMatch(/^€+\n\n_The rest/);
  });
});
