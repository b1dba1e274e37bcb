import type { CommandConfig, ModelConfig, OpenAiConfig, TransformersConfig } from '../src/config/config.ts';

const common = { maxNewTokens: 12, decoding: 'until-end', timeoutS: 60 } as const;

function model(source: ModelConfig['source'], evaluator: ModelConfig['evaluator']): ModelConfig {
  return {
    id: 'model',
    source,
    task: 'task',
    evaluator,
    reference: null,
    trainableParameters: null,
    trainingEmissions: null,
    lifetimeItems: null,
    runsOn: ['self-hosted'],
    shards: 1,
  };
}

/** A model in a directory that this program runs, as a configuration gives it. */
export function modelConfig(directory: string, changes: Partial<TransformersConfig> = {}): ModelConfig {
  return model(
    { kind: 'directory', directory, path: 'models/model' },
    {
      kind: 'transformers',
      dtype: 'fp32',
      device: 'cpu',
      batch: 4,
      threads: 1,
      chatTemplate: 'auto',
      ...common,
      ...changes,
    },
  );
}

/** A model behind a server, as a configuration gives it. */
export function openAiConfig(changes: Partial<OpenAiConfig> = {}): ModelConfig {
  return model(
    { kind: 'unknown' },
    {
      kind: 'openai',
      url: 'http://127.0.0.1:8000/v1',
      model: 'served',
      api: 'chat',
      device: 'cpu',
      dtype: null,
      concurrency: 4,
      requestTimeoutS: 10,
      attempts: 3,
      extraBody: {},
      serve: null,
      ...common,
      ...changes,
    },
  );
}

/** A model that a harness runs, as a configuration gives it. */
export function commandConfig(
  changes: Partial<CommandConfig> = {},
  source: ModelConfig['source'] = { kind: 'unknown' },
): ModelConfig {
  return model(source, {
    kind: 'command',
    command: ['harness'],
    output: 'predictions',
    lifetime: 'once',
    device: 'cpu',
    dtype: null,
    startTimeoutS: 10,
    env: {},
    passEnv: [],
    ...common,
    ...changes,
  });
}
