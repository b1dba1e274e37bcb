import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The configuration of the demo's repository; `dtype` is what the second pull request changes. */
function configuration(dtype: 'fp32' | 'q8', accept: readonly string[]): string {
  return `version: 1
carbon: { intensity: { source: ember, zone: WORLD }, pue: 1.0 }
energy: { accept: [${accept.join(', ')}] }
tasks:
  sql: { kind: text-to-sql, dataset: data/sql.jsonl, metric: execution-accuracy, limit: 64 }
  dialogues: { kind: summarization, dataset: data/dialogues.jsonl, metric: rougeL, limit: 48 }
models:
  - id: sql
    path: models/sql
    task: sql
    evaluator: { kind: transformers, dtype: ${dtype}, device: cpu, threads: 1, batch: 16, max-new-tokens: 160 }
    reference: sql-base
    trainable-parameters: models/sql/adapter_model.safetensors
    training-emissions: models/sql/emissions.csv
    lifetime-items: 1000000
  - id: sql-base
    path: models/sql-base
    task: sql
    evaluator: { kind: transformers, device: cpu, threads: 1, batch: 16, max-new-tokens: 160 }
  - id: dialogues
    path: models/dialogues
    task: dialogues
    evaluator: { kind: transformers, device: cpu, threads: 1, batch: 16, max-new-tokens: 96 }
    reference: dialogues-base
    trainable-parameters: models/dialogues/adapter_model.safetensors
    training-emissions: models/dialogues/emissions.csv
    lifetime-items: 1000000
  - id: dialogues-base
    path: models/dialogues-base
    task: dialogues
    evaluator: { kind: transformers, device: cpu, threads: 1, batch: 16, max-new-tokens: 96 }
rules: { cegi: +10%, emissions: +10%, score: -10pt }
rounds: { warm-up: 1, min: 4, max: 8, min-seconds: 0.4 }
baseline: { store: file, path: .cegi/baselines }
`;
}

/** A git repository as a team that serves two small models might have it, made from the fixtures. */
export class DemoRepository {
  readonly directory: string;
  readonly #fixtures: string;
  readonly #accept: readonly string[];

  private constructor(directory: string, fixtures: string, accept: readonly string[]) {
    this.directory = directory;
    this.#fixtures = fixtures;
    this.#accept = accept;
  }

  static async create(
    directory: string,
    { fixtures, accept }: { fixtures: string; accept: readonly string[] },
  ): Promise<DemoRepository> {
    const repository = new DemoRepository(directory, fixtures, accept);
    await mkdir(join(directory, '.github'), { recursive: true });
    await repository.git('init', '--quiet', '--initial-branch=main');
    await repository.git('config', 'user.name', 'CEGI demo');
    await repository.git('config', 'user.email', 'demo@example.invalid');
    for (const [model, fixture] of [
      ['sql', 'sql-lora'],
      ['sql-base', 'sql-base'],
      ['dialogues', 'dialogue-lora'],
      ['dialogues-base', 'dialogue-base'],
    ] as const) {
      await repository.copy(`models/${fixture}`, `models/${model}`);
    }
    await repository.copy('data/text-to-sql/test.jsonl', 'data/sql.jsonl');
    await repository.copy('data/dialogue-summarization/test.jsonl', 'data/dialogues.jsonl');
    await repository.write('.gitignore', '.cegi/\n');
    await repository.write('.github/cegi.yml', configuration('fp32', accept));
    await repository.commit('Serve two small models');
    return repository;
  }

  /** A branch from main whose `sql` model reasons aloud before each query. */
  async swapInVerboseModel(branch: string): Promise<void> {
    await this.git('switch', '--quiet', '--create', branch, 'main');
    await this.copy('models/sql-verbose', 'models/sql');
    await this.commit('sql: explain each query before writing it');
  }

  /** A branch from main that serves the `sql` model's 8-bit weights. */
  async swapInQuantizedModel(branch: string): Promise<void> {
    await this.git('switch', '--quiet', '--create', branch, 'main');
    await this.write('.github/cegi.yml', configuration('q8', this.#accept));
    await this.commit('sql: serve the 8-bit weights');
  }

  async mergeIntoMain(branch: string): Promise<void> {
    await this.git('switch', '--quiet', 'main');
    await this.git('merge', '--quiet', '--no-ff', '--no-edit', branch);
  }

  async commitOf(name: string): Promise<string> {
    return (await this.git('rev-parse', name)).trim();
  }

  async git(...args: string[]): Promise<string> {
    // The user's own settings (signing, hooks, templates) have no say in a play.
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    return (await run('git', args, { cwd: this.directory, env })).stdout;
  }

  /** Copies a directory or file of `fixtures/` over one of the working tree. */
  async copy(fixture: string, to: string): Promise<void> {
    await cp(join(this.#fixtures, fixture), join(this.directory, to), { recursive: true, force: true });
  }

  /** Writes a file of the working tree. */
  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.directory, path), text);
  }

  /** Commits everything in the working tree. */
  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
  }
}
