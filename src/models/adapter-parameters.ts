import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { type StoredTensor, safetensorsIn, trainedElements } from './safetensors-parameters.ts';

export interface AdapterParameters {
  count: number;
  tensors: number;
  /** Names of tensors that were saved along and not trained. */
  leftOut: string[];
}

export const adapterConfigName = 'adapter_config.json';
export const adapterWeightsName = 'adapter_model.safetensors';

const maxConfigBytes = 10_000_000;

/**
 * By PEFT's name of a method, what the names of the parameters have that it trains (`prefix` of each tuner's model
 * class, PEFT 0.21). Methods that save something else than they trained, as P-tuning does, are not among them.
 */
const trainedBy: Record<string, readonly string[]> = {
  LORA: ['lora_', 'trainable_tokens_'],
  ADALORA: ['lora_'],
  IA3: ['ia3_'],
  LOHA: ['hada_'],
  LOKR: ['lokr_'],
  OFT: ['oft_'],
  VERA: ['vera_lambda_'],
  PROMPT_TUNING: ['prompt_embeddings'],
  PREFIX_TUNING: ['prompt_embeddings'],
};

const configSchema = z.looseObject({
  peft_type: z.string(),
  bias: z.string().nullish(),
  modules_to_save: z.array(z.string()).nullish(),
  prefix_projection: z.boolean().nullish(),
});
type AdapterConfig = z.output<typeof configSchema>;

/**
 * Trainable parameters of an adapter as PEFT saves it. Its weights may hold tensors that were frozen, as embeddings of
 * a vocabulary that grew: `adapter_config.json` tells which tensors were trained.
 *
 * @throws UserError for a method whose tensors cannot be told apart.
 */
export async function adapterParameters(directory: string): Promise<AdapterParameters> {
  const config = await readConfig(join(directory, adapterConfigName));
  const tensors = await safetensorsIn(join(directory, adapterWeightsName)).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`it has no ${adapterWeightsName}; save the adapter as safetensors`);
  });
  const isTrained = trainedIn(config, new Set(tensors.map(({ name }) => name)));
  const trained = tensors.filter(({ name }) => isTrained(name));
  return {
    ...trainedElements(trained),
    leftOut: tensors.filter((tensor) => !trained.includes(tensor)).map(({ name }) => name),
  };
}

function trainedIn(config: AdapterConfig, names: ReadonlySet<string>): (name: string) => boolean {
  const { peft_type: method, bias, modules_to_save: modules, prefix_projection: isProjected } = config;
  const marks = Object.hasOwn(trainedBy, method) ? trainedBy[method]! : null;
  if (marks === null || isProjected) {
    throw new UserError(
      `which tensors of a ${JSON.stringify(method.slice(0, 40))} adapter were trained is not known here`,
    );
  }
  return (name) => {
    const parts = name.split('.');
    if (parts.some((part) => marks.some((mark) => part.startsWith(mark)))) return true;
    if (bias && bias !== 'none' && parts.at(-1) === 'bias') return true;
    // PEFT saves a module that it wrapped once by its own name, and may save the wrapper's parts beside it.
    if (parts.includes('original_module')) return false;
    if (
      names.has(parts.filter((part) => part !== 'modules_to_save').join('.')) &&
      parts.includes('modules_to_save')
    ) {
      return false;
    }
    return (modules ?? []).some((module) => parts.some((_, end) => isModule(parts.slice(0, end), module)));
  };
}

/** As PEFT matches `modules_to_save`: by the end of a module's name. */
function isModule(parts: readonly string[], wanted: string): boolean {
  return parts.length > 0 && parts.join('.').endsWith(wanted);
}

async function readConfig(file: string): Promise<AdapterConfig> {
  if ((await stat(file)).size > maxConfigBytes)
    throw new UserError(`${adapterConfigName} is larger than ${maxConfigBytes} bytes`);
  const config = configSchema.safeParse(jsonIn(await readFile(file, 'utf8')));
  if (config.success) return config.data;
  throw new UserError(`${adapterConfigName} is not what PEFT writes`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether tensors by these names could be an adapter's, of which only its configuration tells what was trained. */
export function areOfAdapter(tensors: readonly StoredTensor[]): boolean {
  const marks = Object.values(trainedBy).flat();
  return tensors.some(({ name }) =>
    name.split('.').some((part) => marks.some((mark) => part.startsWith(mark))),
  );
}
