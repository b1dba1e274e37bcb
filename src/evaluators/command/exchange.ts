import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandConfig, ModelSource } from '../../config/config.ts';
import type { EvaluationItem, ItemImage } from '../evaluator.ts';

/** Absolute paths of the files that a harness answers in one pass with. None of them is there before. */
export interface PassFiles {
  items: string;
  predictions: string;
  scores: string;
  /** An empty directory. */
  output: string;
}

/** A directory of files by which a harness is told what to do, and answers. docs/harness.md has them for users. */
export interface Exchange {
  /** Absolute path of the settings. */
  settings: string;
  /** New files for a pass over these items. Items that are given again are not written again. */
  filesFor(items: readonly EvaluationItem[]): Promise<PassFiles>;
  /** Removes a pass's answers, which may be large. */
  clear(files: PassFiles): Promise<void>;
  close(): Promise<void>;
}

/** Makes the directory, and writes the settings. */
export async function openExchange(settings: object): Promise<Exchange> {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-harness-'));
  const settingsFile = join(directory, 'settings.json');
  await writeFile(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
  let written: { items: readonly EvaluationItem[]; file: string } | null = null;
  let lists = 0;
  let passes = 0;

  async function itemsFile(items: readonly EvaluationItem[]): Promise<string> {
    if (written?.items === items) return written.file;
    lists += 1;
    const file = join(directory, `items-${lists}.jsonl`);
    const images = join(directory, `images-${lists}`);
    const lines: string[] = [];
    for (const [index, { id, prompt, images: pictures = [] }] of items.entries()) {
      const paths: string[] = [];
      for (const [position, picture] of pictures.entries()) {
        paths.push(await imageFile(picture, images, `${index + 1}-${position + 1}`));
      }
      lines.push(`${JSON.stringify({ id, prompt, images: paths })}\n`);
    }
    await writeFile(file, lines.join(''));
    written = { items, file };
    return file;
  }

  return {
    settings: settingsFile,
    async filesFor(items) {
      passes += 1;
      const answers = join(directory, `pass-${passes}`);
      const output = join(answers, 'output');
      await mkdir(output, { recursive: true });
      return {
        items: await itemsFile(items),
        predictions: join(answers, 'predictions.jsonl'),
        scores: join(answers, 'scores.json'),
        output,
      };
    },
    clear: (files) => rm(join(files.output, '..'), { recursive: true, force: true }),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** What a harness is told of the model and how to run it. */
export function settingsFor(id: string, source: ModelSource, config: CommandConfig): object {
  return {
    model: {
      id,
      path: source.kind === 'directory' ? source.directory : null,
      hub: source.kind === 'hub' ? source.repository : null,
      revision: source.kind === 'hub' ? source.revision : null,
    },
    max_new_tokens: config.maxNewTokens,
    decoding: config.decoding,
    device: config.device,
    dtype: config.dtype,
    timeout_s: config.timeoutS,
  };
}

/** The path of a picture; one that a dataset holds is written out first. */
async function imageFile(picture: ItemImage, directory: string, name: string): Promise<string> {
  if (picture.kind === 'file') return picture.path;
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${name}.${formatOf(picture.bytes)}`);
  await writeFile(file, picture.bytes);
  return file;
}

/** By a file's first bytes, the name that programs know its format by; libraries look at the bytes themselves. */
function formatOf(bytes: Uint8Array): string {
  const beginning = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (beginning.startsWith('\x89PNG')) return 'png';
  if (beginning.startsWith('\xff\xd8\xff')) return 'jpg';
  if (beginning.startsWith('GIF8')) return 'gif';
  if (beginning.startsWith('RIFF') && beginning.endsWith('WEBP')) return 'webp';
  return 'bin';
}
