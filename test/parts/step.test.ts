import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { readStep } from '../../src/parts/step.ts';
import { storeHere } from '../../src/store-here.ts';
import { baselineOf, keyOf, toKeep } from '../baseline/records.ts';
import { startDescribedGithub } from '../github/contract.ts';

const baseline = baselineOf();
const key = keyOf(baseline);

function configWith(stored: string, root = '/repository'): Config {
  const text = `version: 1
tasks: { talk: { kind: summarization, dataset: data.jsonl } }
models: [{ id: model, path: model, task: talk }]
baseline: ${stored}
`;
  return parseConfig(text, { file: 'cegi.yml', root });
}

async function runAs(github: LoopbackGithub, token: string) {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-step-'));
  const sha = 'a'.repeat(40);
  const repository = { full_name: 'octo/models', default_branch: 'main' };
  const event = { ref: 'refs/heads/main', before: '0'.repeat(40), after: sha, repository };
  await writeFile(join(directory, 'event.json'), JSON.stringify(event));
  Object.assign(process.env, {
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(directory, 'event.json'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'octo/models',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_RUN_ID: '41',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: sha,
    GITHUB_WORKSPACE: directory,
    'INPUT_GITHUB-TOKEN': token,
  });
  return readStep();
}

describe('the store that a step opens', () => {
  let written: string[];
  beforeEach(() => {
    written = [];
    // What is printed are commands to a runner, and these tests may be run by one.
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });

  it('is the branch that the configuration names, in the repository of the event', async () => {
    const github = await startDescribedGithub();
    const step = await runAs(github, 't');
    const store = step.openStore(configWith('{ store: branch, branch: metrics/cegi }'));
    await store.save([toKeep(key, baseline)]);
    expect(await store.find(key)).toEqual(baseline);
    const files = github.git.filesOf('metrics/cegi');
    const [shard] = JSON.parse(files.get('index/manifest.json')!);
    expect(JSON.parse(files.get(shard)!)).toMatchObject([
      {
        run: '41-2',
        ref: 'main',
        runUrl: 'https://github.com/octo/models/actions/runs/41/attempts/2',
        file: expect.stringMatching(/^runs\/2026\/01\/41-2-sql-lora\.[0-9a-f]{16}\.json$/),
      },
    ]);
  });

  it('warns on the run’s page where the branch cannot be written', async () => {
    const step = await runAs(await startDescribedGithub({ readOnly: true }), 't');
    await step.openStore(configWith('{ store: branch }')).save([toKeep(key, baseline)]);
    expect(written.join('')).toMatch(/::warning::The baseline of sql-lora was not saved .*contents: write/);
  });

  it('cannot be a branch without a token', async () => {
    const step = await runAs(await startDescribedGithub(), '');
    expect(() => step.openStore(configWith('{ store: branch }'))).toThrow(/needs the input github-token/);
  });
});

it('at a terminal a branch stands for files, which is said', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cegi-here-'));
  const lines: string[] = [];
  const store = storeHere(configWith('{ store: branch }', root), {
    line: (text) => void lines.push(text),
    state: () => {},
  });
  expect(lines).toEqual([
    `Only workflows use the branch cegi-data; baselines are kept in ${join(root, '.cegi/baselines')} here.`,
  ]);
  await store.save([toKeep(key, baseline)]);
  expect(await store.find(key)).toEqual(baseline);
});
