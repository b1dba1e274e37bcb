import type { ForeignProgram, FoundHarnessTask, FoundModel } from './findings.ts';
import { placeName } from './findings.ts';

/** A model's evaluator, as the configuration has it. */
export interface WayToRun {
  evaluator: Record<string, unknown>;
  /** What it needs that is not known to be there; null where it is. */
  needs: string | null;
}

export interface RunOptions {
  /** The model's. */
  id: string;
  maxNewTokens: number;
  programs: readonly ForeignProgram[];
  /** Null for a task whose dataset is scored here. */
  harness: (FoundHarnessTask & { directory: string }) | null;
  /** What it was fine-tuned from, here or on the Hub; null where that is not known. */
  base: Base | null;
  /** Of this machine, for a server that is started. */
  port: number;
}

export interface Base {
  /** Path of its files here, or its name on the Hub. */
  name: string;
  /** Commit on the Hub; null where none is known. */
  revision: string | null;
  /** Whether prompts have to be put into a chat template of its own. */
  chats: boolean;
}

const onRunner = 'on the runner, as only ONNX files run without another program';
/** The ranks that vLLM makes room for. */
const vllmRanks = [8, 16, 32, 64, 128, 256, 320, 512];

/** How a model can be run: by this program where it is ONNX, else by a server or a harness that is started for it. */
export function wayToRun(model: FoundModel, options: RunOptions): WayToRun | { problem: string } {
  const { id, maxNewTokens, programs, base } = options;
  const port = `${options.port}`;
  if (model.format === 'onnx') {
    const [dtype] = model.dtypes;
    return { evaluator: { kind: 'transformers', dtype, 'max-new-tokens': maxNewTokens }, needs: null };
  }
  const name = placeName(model.place);
  if (model.format === 'unknown' && /^(?:onnx-community|Xenova)\//.test(name) && options.harness === null) {
    const evaluator = { kind: 'transformers', 'max-new-tokens': maxNewTokens };
    return { evaluator, needs: 'its ONNX files on the Hub' };
  }
  if (!/^[^-][^=,{}]*$/.test(name)) return { problem: 'its name cannot stand in the command of a server' };
  const needs = (program: ForeignProgram, what: string) => (programs.includes(program) ? null : what);
  if (options.harness !== null) return harnessWay(model, options, needs('lm_eval', `lm_eval ${onRunner}`));
  const served = { kind: 'openai', url: `http://127.0.0.1:${port}/v1`, model: id };
  const end = { device: 'gpu', 'max-new-tokens': maxNewTokens };
  if (model.format === 'gguf') {
    const command = ['llama-server', '-m', name, '-a', id, '--port', port];
    return {
      evaluator: { ...served, ...end, serve: { command } },
      needs: needs('llama-server', `llama-server (llama.cpp) ${onRunner}`),
    };
  }
  // An adapter without a template of its own is asked as its base is: they are compared.
  const chats = model.chats || (model.format === 'adapter' && base !== null && base.chats);
  const api = chats || model.seesPictures ? 'chat' : 'completions';
  const serving = ['--port', port, '--no-enable-prefix-caching'];
  if (model.format === 'adapter') {
    if (base === null)
      return {
        problem: `its base ${model.base === null ? 'is not named' : `${model.base.name} is not here`}`,
      };
    const rank = vllmRanks.find((size) => size >= (model.rank ?? 0)) ?? vllmRanks.at(-1)!;
    const lora = ['--enable-lora', '--lora-modules', `${id}=${name}`, '--max-lora-rank', `${rank}`];
    const command = ['vllm', 'serve', base.name, ...revisionOf(base.revision), ...lora, ...serving];
    return {
      evaluator: { ...served, api, ...end, serve: { command } },
      needs: needs('vllm', `vLLM ${onRunner}`),
    };
  }
  const { place } = model;
  const revision = revisionOf(place.kind === 'hub' ? place.revision : null);
  const command = ['vllm', 'serve', name, ...revision, '--served-model-name', id, ...serving];
  return {
    evaluator: { ...served, api, ...end, serve: { command } },
    needs: needs('vllm', `vLLM ${onRunner}`),
  };
}

function revisionOf(commit: string | null): string[] {
  return commit === null ? [] : ['--revision', commit];
}

function harnessWay(
  model: FoundModel,
  { harness, base, maxNewTokens }: RunOptions,
  needs: string | null,
): WayToRun | { problem: string } {
  const { place } = model;
  const pinned = place.kind === 'hub' && place.revision !== null;
  if (model.format === 'adapter' && (base === null || /[,{}]/.test(base.name)))
    return { problem: `its base ${model.base?.name ?? ''} is not here` };
  const named =
    model.format === 'adapter'
      ? `pretrained=${base!.name},peft={model}`
      : `pretrained={model}${pinned ? ',revision={revision}' : ''}`;
  const { directory, name } = harness!;
  const command = ['lm_eval', '--model', 'hf', '--model_args', named, '--include_path', directory];
  const rest = ['--tasks', name, '--batch_size', '8', '--output_path', '{output}', '--log_samples'];
  return {
    evaluator: {
      kind: 'command',
      command: [...command, ...rest],
      output: 'lm-eval',
      device: 'gpu',
      'max-new-tokens': maxNewTokens,
      'pass-env': ['HF_HOME', 'HF_TOKEN'],
    },
    needs,
  };
}
