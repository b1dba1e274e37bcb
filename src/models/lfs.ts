import { open } from 'node:fs/promises';

/** How every Git LFS pointer begins. */
const beginning = 'version https://git-lfs.github.com/spec/';

/** Whether a file is a Git LFS pointer instead of what it stands for. */
export async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(beginning.length), 0, beginning.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === beginning;
  } finally {
    await handle.close();
  }
}
