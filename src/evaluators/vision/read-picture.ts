import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { RawImage } from '@huggingface/transformers';
import sharp, { type Metadata } from 'sharp';
import { UserError } from '../../errors.ts';
import type { ItemImage } from '../evaluator.ts';

/** An encoded picture that is larger is no picture that a model was made for. */
const maxBytes = 64 * 1024 * 1024;
/** A telephone's largest; 150 MB as RGB. A few kilobytes of PNG can claim many times more. */
const maxPixels = 50_000_000;
/** Decoding what is within the limits takes a second or two. */
const decodingTimeoutS = 60;

/** Formats of pixels. Others that the library reads, such as SVG and PDF, are programs. */
const formats = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);

/**
 * Decodes a picture as a model's own preprocessing expects it: upright by its EXIF orientation, RGB, 8 bits a
 * channel, without transparency; of an animation the first frame. What it takes is bounded before it is decoded.
 *
 * @throws UserError where the picture cannot be read, is no picture, is cut off, or is too large.
 */
export async function readPicture(image: ItemImage): Promise<RawImage> {
  const name = image.kind === 'file' ? `the picture ${plain(path.basename(image.path))}` : 'the picture';
  const bytes = image.kind === 'file' ? await readBounded(image.path, name) : image.bytes;
  if (bytes.length === 0) throw new UserError(`${name} is empty`);
  if (bytes.length > maxBytes) throw new UserError(tooManyBytes(name));
  const { width, height } = await metadataOf(bytes, name);
  if (width * height > maxPixels)
    throw new UserError(
      `${name} has ${width} × ${height} pixels, and more than ${maxPixels / 1e6} million are not decoded`,
    );
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: decodingTimeoutS })
      .rotate()
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb = new RawImage(new Uint8ClampedArray(data), info.width, info.height, info.channels as 1 | 3);
    return rgb.rgb();
  } catch (error) {
    throw undecodable(name, error);
  }
}

async function readBounded(file: string, name: string): Promise<Buffer> {
  try {
    // Opening a pipe would wait for one who writes to it.
    const stats = await stat(file);
    if (!stats.isFile()) throw new UserError(`${name} is not a file`);
    if (stats.size > maxBytes) throw new UserError(tooManyBytes(name));
    return await readFile(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${name} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : plain(message)}`,
    );
  }
}

/** What the header says; nothing is decoded for it. */
async function metadataOf(bytes: Uint8Array, name: string): Promise<Metadata> {
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw undecodable(name, error);
  }
  if (!formats.has(metadata.format))
    throw new UserError(`${name} is ${metadata.format.toUpperCase()}, and only ${formatList()} are decoded`);
  return metadata;
}

function formatList(): string {
  return [...formats].map((format) => format.toUpperCase()).join(', ');
}

function tooManyBytes(name: string): string {
  return `${name} is larger than ${maxBytes / 1024 / 1024} MiB`;
}

function undecodable(name: string, error: unknown): UserError {
  return new UserError(`${name} cannot be decoded: ${plain((error as Error).message)}`);
}

/** One line without control characters: names and messages may quote the picture's own bytes. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
