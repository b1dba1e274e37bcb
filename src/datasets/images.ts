import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TaskConfig } from '../config/config.ts';
import { escapesThroughLink, repositoryPath } from '../config/repository-path.ts';
import { UserError } from '../errors.ts';
import { isLfsPointer, lfsAdvice } from '../models/lfs.ts';
import { isObject } from './jsonl.ts';

/** An encoded picture: a file by its absolute path, or bytes from inside the dataset. */
export type DataImage = { kind: 'file'; path: string } | { kind: 'bytes'; bytes: Uint8Array };

const dataUrl = /^data:image\/[a-z0-9.+-]+;base64,/i;

/** Finds the pictures that a dataset's rows name. */
export interface ImageFinder {
  /** @throws UserError in words that go on from the name of the row. */
  find(value: unknown): Promise<DataImage>;
}

/**
 * Finds pictures as datasets name them: by a path relative to the task's `images` (or to the dataset's own directory),
 * by bytes as Hugging Face's datasets embed them (`{bytes, path}`), by a base64 data URL, or by VQAv2's number.
 */
export function imageFinder({ dataset, datasetPath, images }: TaskConfig): ImageFinder {
  const directory = images?.directory ?? path.dirname(dataset);
  const shown = images?.path ?? path.posix.dirname(datasetPath);
  let numbered: Promise<Map<number, string[]>> | undefined;

  async function atPath(name: string): Promise<DataImage> {
    if (/^https?:/i.test(name))
      throw new UserError(
        'the picture is an address; download the pictures, nothing is fetched while it is measured',
      );
    const checked = repositoryPath(name);
    if ('problem' in checked) throw new UserError(`the picture's path ${checked.problem}`);
    const file = path.join(directory, checked.path);
    if (escapesThroughLink(directory, file))
      throw new UserError(
        `the picture ${JSON.stringify(name.slice(0, 200))} is a link that leads out of ${shown}`,
      );
    const found = await stat(file).catch(() => null);
    if (!found?.isFile())
      throw new UserError(`there is no picture ${JSON.stringify(name.slice(0, 200))} in ${shown}`);
    if (await isLfsPointer(file)) throw new UserError(lfsAdvice(path.posix.join(shown, checked.path)));
    return { kind: 'file', path: file };
  }

  async function byNumber(number: unknown): Promise<DataImage> {
    numbered ??= numberedFiles(directory);
    const files = (await numbered).get(Number(number)) ?? [];
    if (files.length === 1) return atPath(files[0]!);
    const given = JSON.stringify(number);
    if (files.length === 0)
      throw new UserError(`there is no picture in ${shown} whose name ends in the number ${given}`);
    throw new UserError(
      `several pictures in ${shown} end in the number ${given}: ${files.slice(0, 3).join(', ')}`,
    );
  }

  return {
    async find(value) {
      if (value instanceof Uint8Array) return { kind: 'bytes', bytes: value };
      if (typeof value === 'string') {
        const url = dataUrl.exec(value);
        if (url) return { kind: 'bytes', bytes: Buffer.from(value.slice(url[0].length), 'base64') };
        return atPath(value);
      }
      if (isObject(value)) {
        if (value.bytes instanceof Uint8Array) return { kind: 'bytes', bytes: value.bytes };
        if (typeof value.path === 'string') return atPath(value.path);
        if (value.number !== undefined) return byNumber(value.number);
      }
      throw new UserError('the picture is neither a path nor bytes');
    },
  };
}

/** `COCO_val2014_000000000042.jpg` is picture 42. */
async function numberedFiles(directory: string): Promise<Map<number, string[]>> {
  const files = new Map<number, string[]>();
  for (const name of (await readdir(directory)).sort()) {
    const digits = /(\d+)\.[A-Za-z]+$/.exec(name)?.[1];
    if (digits === undefined) continue;
    files.set(Number(digits), [...(files.get(Number(digits)) ?? []), name]);
  }
  return files;
}
