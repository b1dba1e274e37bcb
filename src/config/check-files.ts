import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { type KeyPath, type Problem, problemsError } from './problems.ts';
import { escapesThroughLink } from './repository-path.ts';
import { sourceOf } from './source.ts';

/**
 * Checks that what the configuration names for these models is there, and is not a symbolic link out of the
 * repository. Models that will not run need no files.
 *
 * @throws UserError with every problem, a line each.
 */
export function checkFiles(config: Config, modelIds: readonly string[]): void {
  const { file, root, locate } = sourceOf(config);
  const problems: Problem[] = [];
  const check = (wanted: Wanted, absolute: string, path: KeyPath, shown: string) => {
    const text = problemWith(wanted, absolute, root, shown);
    if (text) problems.push({ path, text });
  };
  for (const [index, model] of config.models.entries()) {
    if (!modelIds.includes(model.id)) continue;
    const { source, evaluator, trainableParameters, trainingEmissions } = model;
    if (source.kind === 'directory') {
      const wanted = evaluator.kind === 'transformers' ? 'directory' : 'file or directory';
      check(wanted, source.directory, ['models', index, 'path'], source.path);
    }
    const { id, dataset, datasetPath, annotations, images, databases } = config.tasks.get(model.task)!;
    if (dataset !== '') check('file', dataset, ['tasks', id, 'dataset'], datasetPath);
    if (annotations) check('file', annotations.file, ['tasks', id, 'annotations'], annotations.path);
    if (images) check('directory', images.directory, ['tasks', id, 'images'], images.path);
    if (databases) check('directory', databases.directory, ['tasks', id, 'databases'], databases.path);
    if (trainableParameters?.kind === 'file') {
      const { file, path } = trainableParameters;
      check('file or directory', file, ['models', index, 'trainable-parameters'], path);
    }
    if (trainingEmissions?.kind === 'file') {
      const { file, path } = trainingEmissions;
      check('file', file, ['models', index, 'training-emissions'], path);
    }
  }
  if (escapesThroughLink(root, config.baseline.directory)) {
    problems.push({
      path: ['baseline', 'path'],
      text: 'is a symbolic link that leads out of the repository',
    });
  }
  if (problems.length > 0) throw problemsError(file, problems, locate);
}

type Wanted = 'file' | 'directory' | 'file or directory';

function problemWith(wanted: Wanted, absolute: string, root: string, shown: string): string | null {
  if (escapesThroughLink(root, absolute)) {
    return `${shown} is a symbolic link that leads out of the repository`;
  }
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found) {
    const pointer = pointerOf(shown, root);
    return pointer
      ? `there is no ${wanted} ${shown}, only its pointer ${pointer}; run \`dvc pull\` before the check`
      : `there is no ${wanted} ${shown}; paths start at the root of the repository`;
  }
  const is = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'special file';
  return wanted.split(' or ').includes(is) ? null : `${shown} is a ${is}; a ${wanted} is needed`;
}

function pointerOf(path: string, root: string): string | null {
  const parts = path.split('/');
  const pointers = parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}.dvc`);
  return pointers.find((pointer) => existsSync(join(root, pointer))) ?? null;
}
