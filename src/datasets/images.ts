import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TaskConfig } from '../config/config.ts';
import { escapesThroughLink, repositoryPath } from '../config/repository-path.ts';
import { UserError } from '../errors.ts';
import { isLfsPointer, lfsAdvice } from '../models/lfs.ts';
import { isObject } from './jsonl.ts';
import { quoted, shown } from './shown.ts';

/** An encoded picture: a file by its absolute path, or bytes from inside the dataset. */
export type DataImage = { kind: 'file'; path: string } | { kind: 'bytes'; bytes: Uint8Array };

const dataUrl = /^data:image\/[a-z0-9.+-]+;base64,/i;
/** Names that end in a number and in how a picture is encoded. */
const numberedPicture = /(\d+)\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;

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
  const directoryPath = images?.path ?? path.posix.dirname(datasetPath);
  const where = directoryPath === '.' ? 'the root of the repository' : directoryPath;
  let numbered: Promise<Map<string, string[]>> | undefined;
  // Many questions may be about one picture.
  const found = new Map<string, Promise<DataImage>>();

  function atPath(name: string): Promise<DataImage> {
    const image = found.get(name) ?? checkedFile(name);
    found.set(name, image);
    return image;
  }

  async function checkedFile(name: string): Promise<DataImage> {
    const named = shown(name);
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name))
      throw new UserError(
        'the picture is an address; download the pictures, nothing is fetched while it is measured',
      );
    const checked = repositoryPath(name);
    if ('problem' in checked)
      throw new UserError(
        `the picture's path ${named} must be relative to ${where}, stay inside it, and have / between directories`,
      );
    const file = path.join(directory, checked.path);
    const stats = await stat(file).catch(() => null);
    if (!stats?.isFile()) throw new UserError(`there is no picture ${named} in ${where}`);
    if (escapesThroughLink(directory, file))
      throw new UserError(`the picture ${named} is a link that leads out of ${where}`);
    if (await isLfsPointer(file))
      throw new UserError(lfsAdvice(quoted(path.posix.join(directoryPath, checked.path))));
    return { kind: 'file', path: file };
  }

  async function byNumber(number: unknown): Promise<DataImage> {
    numbered ??= numberedFiles(directory);
    const files = (await numbered).get(withoutZeros(String(number))) ?? [];
    if (files.length === 1) return atPath(files[0]!);
    if (files.length === 0)
      throw new UserError(`there is no picture in ${where} whose name ends in the number ${shown(number)}`);
    throw new UserError(
      `several pictures in ${where} end in the number ${shown(number)}: ${files.slice(0, 3).map(shown).join(', ')}`,
    );
  }

  return {
    async find(value) {
      if (value instanceof Uint8Array) return embedded(value);
      if (typeof value === 'string') {
        const url = dataUrl.exec(value);
        if (url) return embedded(Buffer.from(value.slice(url[0].length), 'base64'));
        if (/^data:/i.test(value))
          throw new UserError('the picture is a data URL that is not base64 of an image');
        return atPath(value);
      }
      if (isObject(value)) {
        if (value.bytes instanceof Uint8Array) return embedded(value.bytes);
        if (typeof value.path === 'string') return atPath(value.path);
        if (value.number !== undefined) return byNumber(value.number);
      }
      throw new UserError(`the picture is neither a path nor bytes, but ${shown(value)}`);
    },
  };
}

function embedded(bytes: Uint8Array): DataImage {
  if (bytes.length === 0) throw new UserError('the picture has no bytes');
  return { kind: 'bytes', bytes };
}

/** `COCO_val2014_000000000042.jpg` is picture 42. */
async function numberedFiles(directory: string): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    const digits = numberedPicture.exec(name)?.[1];
    if (digits === undefined) continue;
    const number = withoutZeros(digits);
    files.set(number, [...(files.get(number) ?? []), name]);
  }
  return files;
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=\d)/, '');
}
