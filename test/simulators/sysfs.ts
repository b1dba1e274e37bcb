import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ReadText, readText } from '../../src/energy/counters/sysfs.ts';

/** A kernel tree in a directory of its own, with a reader on which faults can be put. */
export interface SysfsTree {
  root: string;
  write(path: string, text: string | number): Promise<void>;
  link(path: string, target: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes reads of paths that end like this fail. Root may read what others may not, so modes would not do. */
  fail(ending: string, code: 'EACCES' | 'ENODATA' | 'EIO'): void;
  read: ReadText;
}

export async function sysfsTree(files: Record<string, string | number> = {}): Promise<SysfsTree> {
  const root = await mkdtemp(join(tmpdir(), 'sysfs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const faults = new Map<string, string>();
  const tree: SysfsTree = {
    root,
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), `${text}\n`);
    },
    async link(path, target) {
      await mkdir(join(root, target), { recursive: true });
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(join(root, target), join(root, path));
    },
    remove: (path) => rm(join(root, path), { recursive: true }),
    fail(ending, code) {
      faults.set(ending, code);
    },
    read(path) {
      for (const [ending, code] of faults) {
        if (path.endsWith(ending)) throw Object.assign(new Error(`${code}: read '${path}'`), { code });
      }
      return readText(path);
    },
  };
  for (const [path, text] of Object.entries(files)) await tree.write(path, text);
  return tree;
}

/** The files of one RAPL zone. */
export function raplZone(
  path: string,
  name: string,
  energyUj: number,
  rangeUj: number | null = 262_143_328_850,
) {
  return {
    [`${path}/name`]: name,
    [`${path}/energy_uj`]: energyUj,
    ...(rangeUj === null ? {} : { [`${path}/max_energy_range_uj`]: rangeUj }),
  };
}
