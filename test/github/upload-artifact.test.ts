import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoopbackArtifact } from '../../src/demo/loopback-github/artifact-routes.ts';
import { NameTaken, type UploadOptions, uploadArtifact } from '../../src/github/upload-artifact.ts';
import { filesInZip } from '../../src/github/zip.ts';
import { type ActionsArtifacts, startActionsArtifacts } from '../simulators/actions-artifacts.ts';

const run = { id: 1, headSha: 'a'.repeat(40), headRepositoryId: 2 };
let service: ActionsArtifacts;
let artifacts: LoopbackArtifact[];
let directory: string;

beforeEach(async () => {
  artifacts = [];
  service = await startActionsArtifacts(run, artifacts);
  for (const [name, value] of Object.entries(service.environment)) vi.stubEnv(name, value);
  directory = await mkdtemp(join(tmpdir(), 'cegi-upload-'));
  await writeFile(join(directory, 'result.json'), '{"a":1}');
  await mkdir(join(directory, 'other'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await service.close();
});

const upload = (changes: Partial<UploadOptions> = {}) =>
  uploadArtifact({
    name: 'cegi-measure-0',
    directory,
    files: ['result.json', 'report.html'],
    retentionDays: null,
    ...changes,
  });

async function textIn(artifact: LoopbackArtifact, name: string): Promise<string[]> {
  const texts: string[] = [];
  const limits = { name, entries: 10, fileBytes: 1e6 };
  for await (const { bytes } of filesInZip(service.archiveOf(artifact), limits)) texts.push(bytes.toString());
  return texts;
}

describe('an upload', () => {
  it('makes an artifact of the files that are there, and of nothing else', async () => {
    expect(await upload()).toEqual({ id: 1000 });
    expect(artifacts).toMatchObject([{ name: 'cegi-measure-0', runId: 1 }]);
    expect(await textIn(artifacts[0]!, 'result.json')).toEqual(['{"a":1}']);
    expect(await textIn(artifacts[0]!, 'report.html')).toEqual([]);
    expect(service.calls).toEqual(['CreateArtifact', 'FinalizeArtifact']);
    expect(service.expiresAt).toBeNull();
  });

  it('of much is put together of blocks', async () => {
    const much = Buffer.from(Array.from({ length: 1 << 20 }, () => Math.random()).join(''));
    await writeFile(join(directory, 'report.html'), much);
    await upload();
    expect(await textIn(artifacts[0]!, 'result.json')).toEqual(['{"a":1}']);
    expect(artifacts[0]!.sizeBytes).toBeGreaterThan(8 * 1024 * 1024);
  });

  it('is kept for as long as it is asked to be', async () => {
    await upload({ retentionDays: 3 });
    const days = (Date.parse(service.expiresAt!) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3.1);
  });

  it('is tried again where the service or the storage fails in passing', async () => {
    service.fail({ of: 'CreateArtifact', with: 500 });
    service.fail({ of: 'PUT', with: 503 });
    expect(await upload()).toEqual({ id: 1000 });
    expect(artifacts).toHaveLength(1);
  });

  it('under a name that is taken says so, and what to do', async () => {
    await upload();
    await expect(upload()).rejects.toThrow(NameTaken);
    await expect(upload()).rejects.toThrow(
      /has an artifact cegi-measure-0 already. Give each measuring step/,
    );
    expect(artifacts).toHaveLength(1);
  });

  it('without room says so', async () => {
    service.fail({ of: 'CreateArtifact', with: 403, message: 'insufficient usage to create artifact' });
    await expect(upload()).rejects.toThrow(/not uploaded: .*quota has been hit/s);
  });

  it('that nobody answers ends', async () => {
    service.fail({ of: 'FinalizeArtifact', with: 'stall' });
    await expect(upload({ limitMs: 500 })).rejects.toThrow(
      /not uploaded: there was no end to it within 0.5 s/,
    );
  });

  it('without what the runner gives for it says what is missing', async () => {
    vi.stubEnv('ACTIONS_RUNTIME_TOKEN', undefined);
    await expect(upload()).rejects.toThrow(/not uploaded: .*ACTIONS_RUNTIME_TOKEN/);
  });

  it('is none on a GitHub Enterprise Server', async () => {
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.example.com');
    expect(await upload()).toBeNull();
    expect(service.calls).toEqual([]);
  });
});
