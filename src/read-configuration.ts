import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, ModelConfig } from './config/config.ts';
import { parseConfig } from './config/load.ts';
import { UserError } from './errors.ts';

/** The working tree's configuration. @throws UserError where it is missing or not valid. */
export async function readConfiguration(root: string, path: string): Promise<Config> {
  const text = await readFile(join(root, path), 'utf8').catch((error: Error) => {
    throw new UserError(
      `${path} could not be read (${error.message}). Create it (the README has one to copy), ` +
        'or name another file with the input `config` or --config.',
    );
  });
  return parseConfig(text, { file: path, root });
}

/** @throws UserError for an id that the configuration does not have. */
export function modelOf(config: Config, id: string): ModelConfig {
  const model = config.models.find((candidate) => candidate.id === id);
  if (model) return model;
  const known = config.models.map((candidate) => candidate.id).join(', ');
  throw new UserError(`There is no model "${id}" in the configuration; there are: ${known}.`);
}
