import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TaskConfig } from '../../src/config/config.ts';
import { type Dataset, loadDataset } from '../../src/datasets/load.ts';
import { taskConfig } from '../tasks/task-config.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A directory of these files, as a repository. */
export async function repository(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'cegi-dataset-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

/** What a task says of its dataset, with paths as a configuration has them. */
export interface Said extends Partial<Omit<TaskConfig, 'images' | 'annotations' | 'dataset'>> {
  dataset: string;
  images?: string;
  annotations?: string;
}

/** Loads a dataset from a repository's root. */
export function loadFrom(root: string, said: Said): Promise<Dataset> {
  const { dataset, images, annotations, ...others } = said;
  return loadDataset(
    taskConfig(others.kind ?? 'summarization', {
      ...others,
      dataset: join(root, dataset),
      datasetPath: dataset,
      images: images === undefined ? null : { directory: join(root, images), path: images },
      annotations: annotations === undefined ? null : { file: join(root, annotations), path: annotations },
    }),
  );
}

/** Loads the dataset `said.dataset`, of a repository with these files. */
export async function load(files: Files, said: Said): Promise<Dataset> {
  return loadFrom(await repository(files), said);
}
