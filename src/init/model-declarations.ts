import { posix } from 'node:path';
import { quoted } from '../datasets/shown.ts';
import { frontMatterOf } from '../models/front-matter.ts';
import { trainableParameters } from '../models/parameters.ts';
import { trainingEmissions } from '../models/training-emissions.ts';
import { hasPointer } from './lfs-pointers.ts';
import { absolute, type RepositoryFiles } from './repository-files.ts';
import { objectsInYaml } from './yaml-objects.ts';

export const adapterConfig = 'adapter_config.json';
export const adapterWeights = 'adapter_model.safetensors';
const maxCardBytes = 64 * 1024;

/** What the files beside a model say of its training. */
export async function declarations(files: RepositoryFiles, path: string, names: readonly string[]) {
  const adapter = names.includes(adapterConfig) ? await files.json(posix.join(path, adapterConfig)) : null;
  const notes: string[] = [];
  const baseName = adapter?.base_model_name_or_path;
  const card = names.includes('README.md') ? await frontMatter(files, posix.join(path, 'README.md')) : null;
  const cardBase = [card?.base_model].flat().find(isText);
  const base =
    isText(baseName) && baseName !== ''
      ? { name: baseName, saidIn: adapterConfig }
      : cardBase === undefined
        ? null
        : { name: cardBase, saidIn: 'README.md' };
  const emissions = [
    ...['emissions.csv', 'emission.csv'].filter((name) => names.includes(name)),
    ...(card?.co2_eq_emissions === undefined ? [] : ['README.md']),
  ].map((name) => posix.join(path, name));
  const weights =
    names.includes(adapterConfig) && names.includes(adapterWeights) ? posix.join(path, adapterWeights) : null;
  return {
    base,
    chats: await hasChatTemplate(files, path, names),
    rank: Number.isSafeInteger(adapter?.r) ? (adapter!.r as number) : null,
    trainableParameters: await usable(files, weights === null ? [] : [weights], notes, (file) =>
      trainableParameters(file),
    ),
    trainingEmissions: await usable(files, emissions, notes, (file) => trainingEmissions(file)),
    notes,
  };
}

async function hasChatTemplate(
  files: RepositoryFiles,
  path: string,
  names: readonly string[],
): Promise<boolean> {
  if (names.some((name) => name.startsWith('chat_template.'))) return true;
  const tokenizer = await files.json(posix.join(path, 'tokenizer_config.json'));
  return tokenizer?.chat_template !== undefined;
}

/** The first file that its reader can read, or could once Git LFS has fetched it; why others could not be is added to the notes. */
async function usable(
  files: RepositoryFiles,
  paths: readonly string[],
  notes: string[],
  read: (file: { kind: 'file'; file: string; path: string }) => Promise<unknown>,
): Promise<string | null> {
  for (const path of paths) {
    if (await hasPointer(files, [path])) return path;
    try {
      await read({ kind: 'file', file: absolute(files.root, path), path });
      return path;
    } catch (error) {
      notes.push(quoted((error as Error).message, 300));
    }
  }
  return null;
}

/** The data between two lines of dashes at the beginning of a model card; null where there are none. */
async function frontMatter(files: RepositoryFiles, path: string): Promise<Record<string, unknown> | null> {
  const text = await files.beginning(path, maxCardBytes);
  const matter = frontMatterOf(text ?? '');
  if (matter === null) return null;
  return objectsInYaml(matter)[0] ?? null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
