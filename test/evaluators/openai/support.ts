import { onTestFinished } from 'vitest';
import type { OpenAiConfig } from '../../../src/config/config.ts';
import type { EvaluationItem, Pass } from '../../../src/evaluators/evaluator.ts';
import { type OpenAiOptions, openAiEvaluator } from '../../../src/evaluators/openai/openai.ts';
import { type ModelServer, type ModelServerOptions, modelServer } from '../../simulators/model-server.ts';

export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await modelServer(options);
  onTestFinished(() => server.close());
  return server;
}

export function settingsFor(url: string, settings: Partial<OpenAiConfig> = {}): OpenAiConfig {
  return {
    kind: 'openai',
    url,
    model: 'small',
    api: 'chat',
    device: 'gpu',
    dtype: null,
    concurrency: 2,
    requestTimeoutS: 30,
    attempts: 3,
    extraBody: {},
    serve: null,
    maxNewTokens: 16,
    decoding: 'until-end',
    timeoutS: 60,
    ...settings,
  };
}

/** An evaluator whose waits between tries are over at once, and kept. */
export function evaluatorFor(
  url: string,
  settings: Partial<OpenAiConfig> = {},
  options: Partial<OpenAiOptions> = {},
) {
  const log: string[] = [];
  const waitsMs: number[] = [];
  const evaluator = openAiEvaluator({
    id: 'served',
    settings: settingsFor(url, settings),
    env: {},
    log: (line) => log.push(line),
    pause: async (ms) => {
      waitsMs.push(ms);
    },
    random: () => 0.5,
    ...options,
  });
  onTestFinished(() => evaluator.close());
  return { evaluator, log, waitsMs };
}

export const itemsOf = (...prompts: string[]): EvaluationItem[] =>
  prompts.map((prompt, index) => ({ id: `item ${index}`, prompt }));

/** Loads, and runs one pass over prompts. */
export async function answersOf(
  url: string,
  prompts: readonly (string | EvaluationItem)[],
  settings: Partial<OpenAiConfig> = {},
  options: Partial<OpenAiOptions> = {},
) {
  const { evaluator, log, waitsMs } = evaluatorFor(url, settings, options);
  const progress: number[] = [];
  const loaded = await evaluator.load();
  const items = prompts.map((prompt, index) =>
    typeof prompt === 'string' ? { id: `item ${index}`, prompt } : prompt,
  );
  const pass: Pass = await evaluator.pass(items, (done) => progress.push(done));
  return {
    ...pass,
    loaded,
    log,
    waitsMs,
    progress,
    texts: pass.predictions.map(({ text }) => text),
    failures: pass.predictions.map(({ failure }) => failure),
  };
}
