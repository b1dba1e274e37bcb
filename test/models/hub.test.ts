import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkArtifact } from '../../src/evaluators/artifact.ts';
import { fetchHubModel } from '../../src/models/hub.ts';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';
import { type HubOptions, simulatedHub } from '../simulators/hub.ts';

const repository = 'fixtures/dialogue';
const fixture = 'fixtures/models/dialogue-base';

/** A Hub with a fixture model, and an empty cache. */
async function hubWith(options: Partial<HubOptions> = {}) {
  const hub = await simulatedHub({ repository, directory: fixture, ...options });
  onTestFinished(() => hub.close());
  const cache = await temporaryDirectory('cegi-hub');
  const told: string[] = [];
  const waits: number[] = [];
  const fetch = (changes: Partial<Parameters<typeof fetchHubModel>[0]> = {}) =>
    fetchHubModel({
      repository,
      revision: hub.commit,
      dtype: 'fp32',
      env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache },
      log: (line) => told.push(line),
      pause: async (ms) => void waits.push(ms),
      ...changes,
    });
  return { hub, cache, told, waits, fetch };
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError' });
  return error.message;
}

/** Files in a cache that are neither whole nor links. */
async function incomplete(cache: string): Promise<string[]> {
  return (await readdir(cache, { recursive: true })).filter((name) => name.includes('incomplete'));
}

const digestOf = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
const graph = 'onnx/model.onnx';
const toCdn = ({ line }: { line: string }) => line.startsWith('CDN');

describe('a model of the Hub', () => {
  it('is fetched into the cache as huggingface_hub lays it out, what its dtype needs alone', async () => {
    const { hub, cache, fetch, told } = await hubWith({
      files: { 'onnx/model_q4.onnx': 'x', 'model.safetensors': 'x', 'README.md': 'x' },
    });
    const { directory, commit } = await fetch();
    expect(commit).toBe(hub.commit);
    expect(directory).toBe(join(cache, 'models--fixtures--dialogue', 'snapshots', commit));
    const names = (await readdir(directory, { recursive: true })).sort();
    expect(names).toEqual([
      'config.json',
      'generation_config.json',
      'onnx',
      graph,
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(await readlink(join(directory, graph))).toMatch(/^\.\.\/\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/);
    expect(await digestOf(join(directory, graph))).toBe(await digestOf(join(fixture, graph)));
    expect(told).toEqual([expect.stringMatching(/^fixtures\/dialogue: fetching 5 files, 4\.\d+ MB$/)]);
  });

  it('is an artifact that the evaluator of ONNX files takes', async () => {
    const { fetch } = await hubWith();
    const { directory } = await fetch();
    await checkArtifact({ id: 'm', directory, dtype: 'fp32' });
  });

  it('that is in the cache is not fetched again', async () => {
    const { hub, fetch } = await hubWith();
    await fetch();
    const sent = hub.sentBytes();
    await fetch();
    expect(hub.sentBytes()).toBe(sent);
  });

  it('of another commit is fetched by its contents, once', async () => {
    const { hub, cache, fetch } = await hubWith();
    const { directory } = await fetch();
    await rm(directory, { recursive: true });
    const sent = hub.sentBytes();
    await fetch();
    expect(hub.sentBytes()).toBe(sent);
    expect(await readdir(join(cache, 'models--fixtures--dialogue', 'blobs'))).toHaveLength(5);
  });

  it('of a branch is resolved to its commit, which is told', async () => {
    const { hub, cache, fetch, told } = await hubWith({ branches: ['main', 'refs/pr/1'] });
    expect(await fetch({ revision: null })).toMatchObject({ commit: hub.commit });
    expect(told[0]).toBe(
      `fixtures/dialogue: revision "main" is not pinned, and may change unseen; it is ${hub.commit} now: write that as its \`revision\``,
    );
    await fetch({ revision: 'refs/pr/1' });
    const references = join(cache, 'models--fixtures--dialogue', 'refs');
    expect(await readFile(join(references, 'main'), 'utf8')).toBe(hub.commit);
    expect(await readFile(join(references, 'refs/pr/1'), 'utf8')).toBe(hub.commit);
  });

  it('of a pinned commit tells no warning', async () => {
    const { fetch, told } = await hubWith();
    await fetch();
    expect(told.join()).not.toContain('pinned');
  });

  it('comes whole where two processes fetch it at once', async () => {
    const { hub, cache, fetch } = await hubWith();
    const script = `import { fetchHubModel } from '${process.cwd()}/src/models/hub.ts';
      await fetchHubModel(${JSON.stringify({ repository, revision: hub.commit, dtype: 'fp32', env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache } })});`;
    const file = join(cache, 'fetch.ts');
    await writeFile(file, script);
    const codes = [1, 2].map(
      () => new Promise((resolve) => fork(file, [], { execArgv: [] }).once('exit', resolve)),
    );
    const { directory } = await fetch();
    expect(await Promise.all(codes)).toEqual([0, 0]);
    expect(await digestOf(join(directory, graph))).toBe(await digestOf(join(fixture, graph)));
    expect(await incomplete(cache)).toEqual([]);
  });
});

describe('the token', () => {
  it('opens a private model, and goes to its own origin alone', async () => {
    const { hub, cache, fetch, told } = await hubWith({ token: 'hf_secret' });
    await fetch({ env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_TOKEN: 'hf_secret' } });
    expect(hub.requests.filter(toCdn)).toHaveLength(1);
    for (const request of hub.requests) {
      expect(request.authorization).toBe(toCdn(request) ? undefined : 'Bearer hf_secret');
    }
    expect(told.join()).not.toContain('hf_secret');
  });

  it("of a form that is not huggingface.co's is taken too", async () => {
    const { hub, cache, fetch } = await hubWith({ token: 'mirror-token' });
    const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_TOKEN: 'mirror-token' };
    expect(await fetch({ env })).toMatchObject({ commit: hub.commit });
  });

  it('does not follow a list of files to another origin', async () => {
    const elsewhere = await simulatedHub({ repository, directory: fixture });
    onTestFinished(() => elsewhere.close());
    const { hub, cache, fetch } = await hubWith({
      fault: ({ line }) =>
        /tree\/[0-9a-f]+\?/.test(line) && line.includes('recursive')
          ? {
              kind: 'status',
              status: 200,
              headers: {
                link: `<${elsewhere.endpoint}/api/models/${repository}/tree/${elsewhere.commit}?x>; rel="next"`,
              },
            }
          : null,
    });
    const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_TOKEN: 'hf_secret' };
    await failureOf(fetch({ env }));
    expect(elsewhere.requests.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  });
});

describe('a Hub that fails for a while is asked again', () => {
  it('from where its connection dropped', async () => {
    const { hub, fetch, cache, waits } = await hubWith({
      fault: ({ line, range }) =>
        line.startsWith('CDN') && range === undefined ? { kind: 'drop', afterBytes: 1_000_000 } : null,
    });
    const { directory } = await fetch();
    const size = (await stat(join(fixture, graph))).size;
    const ranges = hub.requests.filter(toCdn).map(({ range }) => range);
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(hub.sentBytes()).toBeLessThan(size + 2_000_000);
    expect(await digestOf(join(directory, graph))).toBe(await digestOf(join(fixture, graph)));
    expect(waits).toEqual([1000]);
    expect(await incomplete(cache)).toEqual([]);
  });

  it('as long as each try brings something, however often it drops', async () => {
    const { fetch, waits } = await hubWith({
      fault: ({ line }, earlier) =>
        line.startsWith('CDN') && earlier.filter(toCdn).length < 9
          ? { kind: 'drop', afterBytes: 100_000 }
          : null,
    });
    const { directory } = await fetch();
    expect(await digestOf(join(directory, graph))).toBe(await digestOf(join(fixture, graph)));
    expect(new Set(waits)).toEqual(new Set([1000]));
    expect(waits).toHaveLength(9);
  });

  it('from the beginning where it knows no ranges', async () => {
    const { fetch } = await hubWith({
      fault: ({ line, range }) =>
        !line.startsWith('CDN')
          ? null
          : range === undefined
            ? { kind: 'drop', afterBytes: 1_000_000 }
            : { kind: 'no ranges' },
    });
    const { directory } = await fetch();
    expect(await digestOf(join(directory, graph))).toBe(await digestOf(join(fixture, graph)));
  });

  it('after as long as its 429 says', async () => {
    const { fetch, waits, told } = await hubWith({
      fault: (_, earlier) =>
        earlier.length === 0 ? { kind: 'status', status: 429, headers: { 'retry-after': '7' } } : null,
    });
    await fetch();
    expect(waits).toEqual([7000]);
    expect(told[0]).toMatch(/: HTTP 429; trying again in 7 s$/);
  });

  it('after longer and longer, where it has an error of its own or a list breaks off', async () => {
    const { fetch, waits } = await hubWith({
      fault: (_, earlier) =>
        earlier.length < 3
          ? { kind: 'status', status: 503 }
          : earlier.length === 3
            ? { kind: 'drop', afterBytes: 5 }
            : null,
    });
    await fetch();
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });
});

describe('a model of the Hub is refused', () => {
  const status = (code: number, errorCode = ''): Partial<HubOptions> => ({
    fault: () => ({
      kind: 'status',
      status: code,
      headers: errorCode === '' ? {} : { 'x-error-code': errorCode },
    }),
  });
  it.each<[string, Partial<HubOptions>, Partial<Parameters<typeof fetchHubModel>[0]>, string]>([
    [
      'that is private, without a token',
      { token: 'x' },
      {},
      'fixtures/dialogue does not exist, or is private: check its name, or set HF_TOKEN',
    ],
    [
      'that is gated',
      status(403, 'GatedRepo'),
      {},
      'is gated, and HF_TOKEN is not set: accept its conditions at http://',
    ],
    ['that is forbidden', status(403), {}, 'is private, and HF_TOKEN is not set'],
    ['that is not there', {}, { repository: 'fixtures/other' }, 'there is no fixtures/other at http://'],
    ['of a revision that is not there', {}, { revision: 'v9' }, 'fixtures/dialogue has no revision "v9"'],
    [
      'of a commit that is not there',
      {},
      { revision: 'f'.repeat(40) },
      `has no revision "${'f'.repeat(40)}"`,
    ],
    [
      'without a graph of the dtype',
      {},
      { dtype: 'q4f16' },
      'has no ONNX graph of dtype q4f16 (onnx/model_q4f16.onnx). It has fp32: set `dtype` to one of these.',
    ],
    ['without any graph', { directory: 'fixtures/data' }, {}, 'It has none of any dtype'],
    ['where the Hub is down for long', status(502), {}, 'does not answer, after 6 tries: HTTP 502'],
    [
      'where the Hub has too much to do for long',
      status(429),
      {},
      'does not answer, after 6 tries: HTTP 429',
    ],
    [
      'where nobody listens',
      {},
      { env: { HF_ENDPOINT: 'http://127.0.0.1:9' } },
      'does not answer, after 6 tries: ',
    ],
    [
      'where the endpoint is no address',
      {},
      { env: { HF_ENDPOINT: 'hub' } },
      'HF_ENDPOINT is not the address of a Hub',
    ],
    [
      'where something else answers',
      { fault: () => ({ kind: 'body', text: '<html>' }) },
      {},
      'gave no list of the files',
    ],
    [
      'where the answer has another shape',
      { fault: () => ({ kind: 'body', text: '{"a": 1}' }) },
      {},
      'gave no list of the files',
    ],
    [
      'where a branch is said to be a path',
      {
        fault: ({ line }) =>
          line.includes('/revision/') ? { kind: 'body', text: '{"sha": "../../.."}' } : null,
      },
      { revision: 'main' },
      'did not say what revision "main" is',
    ],
    [
      'whose contents are not what was announced',
      { fault: ({ line }) => (line.startsWith('CDN') ? { kind: 'wrong bytes' } : null) },
      {},
      'onnx/model.onnx is not what the Hub announced (sha256 ',
    ],
    [
      'whose small files are not what was announced',
      { fault: ({ line }) => (line.includes('resolve') ? { kind: 'wrong bytes' } : null) },
      {},
      ' is not what the Hub announced (git-sha1 ',
    ],
    [
      'whose files are larger than was announced',
      { announce: (_, entry) => ({ ...entry, size: Math.min(100, entry.size as number) }) },
      {},
      'is larger than the ',
    ],
    [
      'that has no room on the disk',
      { announce: (_, entry) => ({ ...entry, size: 2 ** 52 }) },
      {},
      'there is no room in ',
    ],
    [
      'whose files have no hash',
      { announce: (_, entry) => ({ ...entry, oid: 'x' }) },
      {},
      'the Hub does not say what ',
    ],
  ])('%s', async (_, options, changes, message) => {
    const { fetch, cache, hub } = await hubWith(options);
    const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, ...changes.env };
    const said = await failureOf(fetch({ ...changes, env }));
    expect(said).toContain(message);
    expect(await incomplete(cache)).toEqual([]);
  });

  it('where its token is not known, and the token is not shown', async () => {
    const { fetch, hub, cache, told } = await hubWith({ token: 'right' });
    const said = await failureOf(
      fetch({ env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_TOKEN: 'wrong-one' } }),
    );
    expect(said).toContain('does not know the token in HF_TOKEN');
    expect(`${said}${told.join()}`).not.toContain('wrong-one');
  });

  it('where the cache cannot be written', async () => {
    const { fetch, hub, cache } = await hubWith();
    const file = join(cache, 'file');
    await writeFile(file, '');
    const said = await failureOf(fetch({ env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: file } }));
    expect(said).toContain('cannot be used (ENOTDIR). Set HF_HUB_CACHE');
  });

  it('when the check is cancelled in the middle, leaving nothing incomplete', async () => {
    const controller = new AbortController();
    const { fetch, cache } = await hubWith({
      fault: ({ line }) => {
        if (!line.startsWith('CDN')) return null;
        setTimeout(() => controller.abort(), 5);
        return { kind: 'drop', afterBytes: 1000 };
      },
    });
    expect(await failureOf(fetch({ signal: controller.signal }))).toBe(
      'Fetching fixtures/dialogue from the Hub was cancelled.',
    );
    expect(await incomplete(cache)).toEqual([]);
  });
});

describe('without the Hub', () => {
  it('a model comes from the cache alone, by commit and by branch', async () => {
    const { hub, cache, fetch } = await hubWith();
    const online = await fetch({ revision: null });
    const asked = hub.requests.length;
    for (const variable of ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE']) {
      for (const revision of [hub.commit, null, 'main']) {
        const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, [variable]: '1' };
        expect(await fetch({ revision, env })).toEqual(online);
      }
    }
    expect(hub.requests).toHaveLength(asked);
  });

  it.each([
    ['is not in the cache', async () => undefined, {}],
    ['is there at another dtype', async () => undefined, { dtype: 'q8' as const, isFetched: true }],
    [
      'has lost a content',
      async (directory: string) => rm(join(directory, '../../blobs'), { recursive: true }),
      { isFetched: true },
    ],
    [
      'has an empty graph',
      async (directory: string) => truncate(join(directory, graph), 0),
      { isFetched: true },
    ],
  ])(
    'a model that %s is refused',
    async (_, spoil, {
      dtype = 'fp32',
      isFetched = false,
    }: { dtype?: 'q8' | 'fp32'; isFetched?: boolean }) => {
      const { hub, cache, fetch } = await hubWith();
      if (isFetched) await spoil((await fetch()).directory);
      const said = await failureOf(fetch({ dtype, env: { HF_HUB_CACHE: cache, HF_HUB_OFFLINE: 'yes' } }));
      expect(said).toContain(`revision "${hub.commit}" is not in the cache`);
      expect(said).toContain('HF_HUB_OFFLINE forbids to fetch it');
    },
  );

  it('a pinned commit in the cache serves while the Hub is down, and a branch does not', async () => {
    let isDown = false;
    const { fetch, told } = await hubWith({ fault: () => (isDown ? { kind: 'status', status: 503 } : null) });
    const online = await fetch({ revision: null });
    isDown = true;
    expect(await fetch({ revision: online.commit })).toEqual(online);
    expect(told.at(-1)).toContain('it is used as it is in the cache');
    expect(await failureOf(fetch({ revision: null }))).toContain('does not answer');
  });

  it('what another process left incomplete is not taken for whole', async () => {
    const { hub, cache, fetch } = await hubWith();
    const { directory } = await fetch();
    const target = join(directory, await readlink(join(directory, graph)).then((link) => join('onnx', link)));
    await truncate(target, 1000);
    await fetch();
    expect((await stat(join(directory, graph))).size).toBe((await stat(join(fixture, graph))).size);
    expect(hub.requests.filter(toCdn)).toHaveLength(2);
    expect(await incomplete(cache)).toEqual([]);
  });
});

describe('where the cache lies', () => {
  it.each([
    [{ HF_HUB_CACHE: 'A', HF_HOME: 'B' }, 'A'],
    [{ HF_HOME: 'B', XDG_CACHE_HOME: 'C' }, 'B/hub'],
    [{ XDG_CACHE_HOME: 'C', HOME: 'D' }, 'C/huggingface/hub'],
    [{ HOME: 'D' }, 'D/.cache/huggingface/hub'],
  ])('is told by %j', async (env, expected) => {
    const { hub, fetch } = await hubWith();
    const root = await temporaryDirectory('cegi-hub-home');
    await mkdir(join(root, 'x'));
    const absolute = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, join(root, value)]),
    );
    const { directory } = await fetch({ env: { HF_ENDPOINT: hub.endpoint, ...absolute } });
    expect(directory).toBe(join(root, expected, 'models--fixtures--dialogue', 'snapshots', hub.commit));
  });
});
