import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { DemoRepository } from '../../src/demo/repository.ts';
import { type ActionRun, type DemoEvent, runAction } from '../../src/demo/run-action.ts';
import { startDescribedGithub } from '../github/contract.ts';

/** A small configuration: few items and rounds, so that a run takes seconds. */
export function configuration(
  changes: { sql?: string; rules?: string; accept?: string; more?: string } = {},
) {
  return `version: 1
carbon: { intensity: { source: static, grams-per-kwh: 400 } }
energy: { accept: [${changes.accept ?? 'measured, integrated, estimated'}] }
tasks:
  sql: { kind: text-to-sql, dataset: data/sql.jsonl, limit: 24 }
models:
  - id: sql
    path: models/sql
    task: sql
    evaluator: { kind: transformers, device: cpu, threads: 1, batch: 12, max-new-tokens: 160${changes.sql ?? ''} }
    reference: sql-base
    trainable-parameters: models/sql/adapter_model.safetensors
  - id: sql-base
    path: models/sql-base
    task: sql
    evaluator: { kind: transformers, device: cpu, threads: 1, batch: 12, max-new-tokens: 160 }
rules: ${changes.rules ?? '{ cegi: +30%, emissions: +30%, score: -30pt }'}
rounds: { warm-up: 1, min: 5, max: 10, min-seconds: 0.2 }
baseline: { store: file, path: .cegi/baselines }
${changes.more ?? ''}`;
}

export interface Scene {
  repository: DemoRepository;
  github: LoopbackGithub;
  run(
    event: DemoEvent,
    options?: Pick<Parameters<typeof runAction>[0], 'environment' | 'onLine'> & { bundle?: string },
  ): Promise<ActionRun>;
}

/** A repository made of the fixtures, and a GitHub to post to; gone when the test ends. */
export async function setScene(config = configuration()): Promise<Scene> {
  const work = await mkdtemp(join(tmpdir(), 'cegi-scene-'));
  onTestFinished(() => rm(work, { recursive: true, force: true }));
  const github = await startDescribedGithub();
  const repository = await DemoRepository.create(join(work, 'repository'), {
    fixtures: resolve('fixtures'),
    accept: [],
  });
  await repository.write('.github/cegi.yml', config);
  await repository.commit('Configure');
  let runs = 0;
  return {
    repository,
    github,
    run: (event, options = {}) =>
      runAction({
        bundle: resolve('dist/index.js'),
        repository,
        github,
        event,
        temporary: join(work, `run-${++runs}`),
        ...options,
        environment: {
          CEGI_NATIVE_DIRECTORY: resolve('.'),
          // A lock of its own: scenes play at the same time, and measure nothing that others could disturb.
          CEGI_LOCK_FILE: join(work, 'lock'),
          ...options.environment,
        },
      }),
  };
}
