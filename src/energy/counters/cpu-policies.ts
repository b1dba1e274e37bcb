import { join } from 'node:path';
import { entriesOf, readText, textOf } from './sysfs.ts';

/** Where the kernel keeps its CPUs. */
export function cpusDirectory(root: string): string {
  return join(root, 'sys/devices/system/cpu');
}

/**
 * What the policies by which the kernel chooses clocks say in one of their files, each word once, sorted; none where
 * they do not say. Never throws.
 */
export function policyWords(root: string, file: string): string[] {
  const policies = join(cpusDirectory(root), 'cpufreq');
  const words = entriesOf(policies).flatMap((entry) => {
    if (!/^policy\d+$/.test(entry)) return [];
    const word = textOf(join(policies, entry, file), readText) ?? '';
    return /^[\w-]{1,32}$/.test(word) ? [word] : [];
  });
  return [...new Set(words)].sort();
}
