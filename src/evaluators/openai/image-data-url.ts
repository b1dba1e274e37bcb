import { readFile, stat } from 'node:fs/promises';
import type { ItemImage } from '../evaluator.ts';

/** What servers refuse anyway; a request is held in memory as a whole. */
export const largestImageBytes = 32 * 1024 * 1024;

const signatures: readonly { mediaType: string; at: number; bytes: string }[] = [
  { mediaType: 'image/png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { mediaType: 'image/jpeg', at: 0, bytes: '\xff\xd8\xff' },
  { mediaType: 'image/gif', at: 0, bytes: 'GIF8' },
  { mediaType: 'image/webp', at: 8, bytes: 'WEBP' },
  { mediaType: 'image/bmp', at: 0, bytes: 'BM' },
  { mediaType: 'image/tiff', at: 0, bytes: 'II*\0' },
  { mediaType: 'image/tiff', at: 0, bytes: 'MM\0*' },
];

/** A picture as a `data:` URL with the media type that its bytes show, or in words why it is none. */
export async function imageDataUrl(image: ItemImage): Promise<{ url: string } | { problem: string }> {
  const read = image.kind === 'file' ? await fileBytes(image.path) : { bytes: image.bytes };
  if ('problem' in read) return read;
  const { bytes } = read;
  if (bytes.byteLength > largestImageBytes) return { problem: tooLarge };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = signatures.find(
    (each) => buffer.toString('latin1', each.at, each.at + each.bytes.length) === each.bytes,
  );
  if (found === undefined) return { problem: 'the picture is no PNG, JPEG, GIF, WebP, BMP or TIFF' };
  return { url: `data:${found.mediaType};base64,${buffer.toString('base64')}` };
}

const tooLarge = `the picture is larger than ${largestImageBytes / 1024 ** 2} MiB`;

async function fileBytes(file: string): Promise<{ bytes: Uint8Array } | { problem: string }> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return { problem: 'the picture is no file' };
    // Before it is read: a file may be of any size.
    if (found.size > largestImageBytes) return { problem: tooLarge };
    return { bytes: await readFile(file) };
  } catch (error) {
    return { problem: `the picture cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}
