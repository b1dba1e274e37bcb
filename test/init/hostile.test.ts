import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/load.ts';
import { configurationFile } from '../../src/init/configuration-file.ts';
import { hubIdsIn } from '../../src/init/find-hub-ids.ts';
import type { Findings, FoundDataset, FoundModel } from '../../src/init/findings.ts';
import { propose } from '../../src/init/propose.ts';
import { repositoryFiles } from '../../src/init/repository-files.ts';
import { foundLines, proposalLines } from '../../src/init/summary.ts';
import { dialogueRow, lines, meteredMachine, repository, sqlRow } from './repository.ts';

const model = (changes: Partial<FoundModel>): FoundModel => ({
  place: { kind: 'path', path: 'm' },
  format: 'onnx',
  seesPictures: false,
  dtypes: ['fp32'],
  problem: null,
  isUnfetched: false,
  base: null,
  trainableParameters: null,
  allParameters: null,
  trainingEmissions: null,
  chats: false,
  rank: null,
  namedIn: null,
  notes: [],
  ...changes,
});
const dataset = (changes: Partial<FoundDataset>): FoundDataset => ({
  path: 'd.jsonl',
  kind: 'summarization',
  format: null,
  annotations: null,
  images: null,
  databases: null,
  columns: {},
  metric: null,
  rows: 5,
  doubt: null,
  problem: null,
  ...changes,
});
const findings = (changes: Partial<Findings>): Findings => ({
  models: [model({})],
  datasets: [dataset({})],
  harnessTasks: [],
  servers: [],
  programs: [],
  machine: meteredMachine,
  keptIn: { lfs: false, dvc: false },
  defaultBranch: 'main',
  notes: [],
  ...changes,
});
const settings = { zone: 'WORLD', isZoneChosen: false, acceptEstimates: false, machine: meteredMachine };
const choices = (guesses: boolean) => ({
  guesses,
  taken: new Set<string>(),
  refused: new Set<string>(),
  pairs: new Map<string, string>(),
  onlyPairs: false,
});

/** Names that try to end a comment, a string or a line, to begin a key, or to hide what follows. */
const bad = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\u2028',
        '\u0085',
        '#',
        ': ',
        '"',
        "'",
        '- ',
        '{',
        '}',
        '[',
        '&a',
        '*a',
        '!x',
        '%',
        '`',
        '$',
      ),
      fc.constantFrom('models: []', 'rules: off', '\u001b[2J', '\u202e', '{{ x }}', '$(id)', '<!--'),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join('').replaceAll(/[\0\\]/g, ''))
  .map((text) => `d/${text.replaceAll(/\.\./g, '_')}x`);

describe('hostile names', () => {
  it('are values and comments of the configuration, and nothing else of it', () => {
    fc.assert(
      fc.property(bad, bad, bad, fc.boolean(), (path, data, said, isProblem) => {
        const found = findings({
          models: [
            model({}),
            model({
              place: { kind: 'path', path },
              notes: [said],
              base: { name: said, saidIn: 'README.md' },
            }),
            model({
              place: { kind: 'path', path: `${path}2` },
              problem: isProblem ? said : null,
              format: 'safetensors',
            }),
          ],
          datasets: [
            dataset({}),
            dataset({ path: data, columns: { dialogue: said } }),
            dataset({ path: `${data}2`, problem: said }),
          ],
          servers: [{ path, service: said, model: data, serves: said, port: 80 }],
        });
        for (const guesses of [true, false]) {
          const proposal = propose(found, choices(guesses));
          const text = configurationFile(proposal, settings);
          const written = parse(text);
          expect(Object.keys(written)).toEqual(['version', 'carbon', 'energy', 'tasks', 'models', 'rules']);
          expect(written.models).toEqual(
            JSON.parse(
              JSON.stringify(proposal.models.filter(({ isLive }) => isLive).map(({ entry }) => entry)),
            ),
          );
          expect(Object.values(written.tasks)).toEqual(
            proposal.tasks.filter(({ isLive }) => isLive).map(({ entry }) => entry),
          );
          for (const line of [...foundLines(found), ...proposalLines(proposal)])
            expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('of files in a repository come out as they are', async () => {
    const names = [
      'a "b" #c: d.jsonl',
      "it's [x] {y}.jsonl",
      'line\nbreak.jsonl',
      '- dash.jsonl',
      '$(touch x).jsonl',
    ];
    const files = Object.fromEntries(names.map((name) => [`data/${name}`, lines(dialogueRow)]));
    const place = await repository(files, { 'models/-m': 'models/sql-base' });
    const { done, proposal } = await place.init({ yes: true });
    expect(done).toBe(true);
    const text = await place.read('.github/cegi.yml');
    const config = parseConfig(text, { file: 'cegi.yml', root: place.root });
    expect(config.models.map(({ source }) => source)).toMatchObject([{ path: 'models/-m' }]);
    expect(proposal.tasks.map(({ name }) => name).sort()).toEqual(Object.keys(files).sort());
    expect(
      [...config.tasks.values()].map(({ datasetPath }) => Object.keys(files).includes(datasetPath)),
    ).toEqual([true]);
  });

  it('cannot be options of a server', () => {
    const path = '--trust-remote-code';
    const found = findings({ models: [model({ place: { kind: 'path', path }, format: 'safetensors' })] });
    expect(propose(found, choices(true)).models).toMatchObject([
      { isLive: false, because: 'its name cannot stand in the command of a server' },
    ]);
  });
});

describe('hostile contents', () => {
  it.each([
    ['a configuration that is no JSON', { 'models/x/config.json': '{{{', 'models/x/model.safetensors': '' }],
    [
      'an adapter of endless numbers',
      {
        'x/adapter_config.json': '{"r": 1e999, "base_model_name_or_path": 7}',
        'x/adapter_model.safetensors': '',
      },
    ],
    [
      'a card with a bomb of aliases',
      {
        'models/sql/README.md': `---\na: &a [x]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]\nbase_model: [*b]\n---\n`,
      },
    ],
    [
      'a compose file that is none',
      { 'docker-compose.yml': 'services: { a: { image: vllm, ports: [{}], command: 7 }, b: 3 }' },
    ],
    [
      'data of nesting alone',
      { 'data/deep.json': `{"summary": ${'['.repeat(50_000)}`, 'data/deep.csv': '"summary' },
    ],
    [
      'names of the prototype',
      { 'data/p.jsonl': '{"__proto__": {"dialogue": "x"}, "constructor": 1, "summary": "y"}\n' },
    ],
  ])('%s changes nothing for the rest', async (_, files) => {
    const place = await repository(
      { 'data/sql.jsonl': lines(sqlRow), ...(files as Record<string, string>) },
      { 'models/sql': 'models/sql-base' },
    );
    await mkdir(join(place.root, 'models/sql'), { recursive: true });
    expect((await place.init()).problem).toBeNull();
    expect(parse(await place.read('.github/cegi.yml')).models).toMatchObject([{ id: 'sql' }]);
  });

  it('files of gigabytes are not read whole', async () => {
    const place = await repository({ 'data/sql.jsonl': lines(sqlRow) }, { 'models/sql': 'models/sql-base' });
    const large = ['data/huge.jsonl', 'data/huge.json', 'data/huge.csv', 'src/huge.py', 'huge.gguf'];
    for (const path of large) {
      await mkdir(dirname(join(place.root, path)), { recursive: true });
      await writeFile(join(place.root, path), `${JSON.stringify(dialogueRow(1))}\n`);
      await truncate(join(place.root, path), 8 * 1024 ** 3);
    }
    const before = process.resourceUsage().maxRSS;
    const { problem, findings: found } = await place.init();
    expect(problem).toBeNull();
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300 * 1024);
    expect(found.datasets.find(({ path }) => path === 'data/huge.jsonl')).toMatchObject({
      kind: 'summarization',
      rows: null,
      doubt: expect.stringContaining('too large'),
    });
  });
});

describe('a large repository', () => {
  it('is looked at in part, and says so', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}.txt`, '']));
    const { root } = await repository(files);
    const some = await repositoryFiles(root, { maxFiles: 10, maxSeconds: 30 });
    expect(some.sizes.size).toBe(10);
    expect(some.leftOut()).toContain('more than 10 files');
    const none = await repositoryFiles(root, { maxFiles: 100, maxSeconds: 0 });
    expect(await none.beginning('f1.txt', 10)).toBeNull();
    expect(none.leftOut()).toContain('longer than 0 s');
  });

  it('of a thousand files is looked at in seconds', async () => {
    const place = await repository({ 'data/sql.jsonl': lines(sqlRow) }, { 'models/sql': 'models/sql-base' });
    await mkdir(join(place.root, 'src'));
    const code = `model = "x"\n${'# a line of code that names nothing\n'.repeat(500)}`;
    await Promise.all(
      Array.from({ length: 1000 }, (_, i) => writeFile(join(place.root, `src/${i}.py`), code)),
    );
    const startMs = performance.now();
    expect((await place.init()).problem).toBeNull();
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});

describe('names of the Hub in code', () => {
  it.each([
    ['AutoModel.from_pretrained(\n  "org/name", x)', ['org/name']],
    ["pipeline('text-generation', model='org/name')", ['org/name']],
    ['await pipeline("text-generation", "onnx-community/tiny-ONNX")', ['onnx-community/tiny-ONNX']],
    ['model_name_or_path: org/name-7B.v1', ['org/name-7B.v1']],
    ['{"base_model": "org/name"}', ['org/name']],
    ['hub = "org/name"', ['org/name']],
    ['lm_eval --model_args pretrained=org/name,dtype=float', ['org/name']],
    ['vllm serve org/name --port 1', ['org/name']],
    ['python train.py --model_name_or_path org/name', ['org/name']],
    ['from_pretrained("./local/dir")', []],
    ['from_pretrained("a/b/c")', []],
    ['model: src/app.py', []],
    ['load_dataset("org/data")', []],
    ['see org/name', []],
    ['model: https://example.org/name', []],
  ])('%s', (text, expected) => {
    expect(hubIdsIn(text).map(({ repository: name }) => name)).toEqual(expected);
  });

  it('come with the line that names them', () => {
    expect(hubIdsIn('a\nb\nhub: org/name\nhub: org/name')).toEqual([{ repository: 'org/name', line: 3 }]);
  });

  it('are sought in linear time', () => {
    const startMs = performance.now();
    for (const part of ['from_pretrained(', 'model=', 'pipeline("a",', 'a/', '--model ', 'vllm serve '])
      hubIdsIn(part.repeat((128 * 1024) / part.length));
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});
