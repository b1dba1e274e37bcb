import { open } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** How every Git LFS pointer begins. */
export const lfsPointerBeginning = 'version https://git-lfs.github.com/spec/';

/** Whether a file is a Git LFS pointer instead of what it stands for. */
export async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(lfsPointerBeginning.length),
      0,
      lfsPointerBeginning.length,
      0,
    );
    return buffer.toString('latin1', 0, bytesRead) === lfsPointerBeginning;
  } finally {
    await handle.close();
  }
}

/** What to say of a file that is a Git LFS pointer. */
export function lfsAdvice(file: string): string {
  return `${file} is a Git LFS pointer, not the file itself. Run \`git lfs pull\`, or set \`lfs: true\` on actions/checkout.`;
}

/** @throws UserError where a file is a Git LFS pointer instead of what it stands for, in words that follow its name. */
export async function refuseLfsPointer(file: string): Promise<void> {
  if (!(await isLfsPointer(file))) return;
  throw new UserError('it is a Git LFS pointer. Run `git lfs pull`, or set `lfs: true` on actions/checkout');
}
