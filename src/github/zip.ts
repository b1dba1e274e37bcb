import { fromBufferPromise } from 'yauzl';

export interface ZipFile {
  /** As the archive says it: a name, and never a path of a file system. */
  path: string;
  bytes: Buffer;
}

/** An archive that is none, or is not like any that this program writes. */
export class UnfitArchive extends Error {}

/**
 * The files of a zip archive that bear a name, in any folder of it. The archive may be made to harm: names are only
 * compared, and nothing is inflated beyond what its directory says, nor beyond the limits.
 *
 * @throws UnfitArchive
 */
export async function* filesInZip(
  archive: Buffer,
  { name, entries, fileBytes }: { name: string; entries: number; fileBytes: number },
): AsyncGenerator<ZipFile> {
  try {
    const zip = await fromBufferPromise(archive);
    if (zip.entryCount > entries) throw new UnfitArchive(`it holds more than ${entries} entries`);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.split('/').at(-1) !== name) continue;
      const tooLarge = new UnfitArchive(`its ${name} is larger than ${fileBytes} bytes`);
      if (entry.uncompressedSize > fileBytes) throw tooLarge;
      const chunks: Buffer[] = [];
      let bytes = 0;
      // Ends with an error where more comes out than the directory says.
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        bytes += chunk.length;
        if (bytes > fileBytes) throw tooLarge;
        chunks.push(chunk);
      }
      yield { path: entry.fileName, bytes: Buffer.concat(chunks) };
    }
  } catch (error) {
    if (error instanceof UnfitArchive) throw error;
    throw new UnfitArchive((error as Error).message);
  }
}
