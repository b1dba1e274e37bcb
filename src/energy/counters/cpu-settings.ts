import { join } from 'node:path';
import { cpusDirectory, policyWords } from './cpu-policies.ts';
import { told } from './settings.ts';
import { readText, textOf } from './sysfs.ts';

/**
 * How the host's CPUs are set up, by what a person calls it; what the kernel does not say is left out. Nothing that
 * changes by itself: no clocks, and no temperatures. `root` is where `/sys` is. Never throws.
 */
export function cpuSettings({ root = '/' }: { root?: string } = {}): Record<string, string> {
  return told({
    // `powersave` of intel_pstate raises clocks under load, that of others never does.
    'CPU governor': policyWords(root, 'scaling_governor').join(', '),
    'CPU frequency driver': policyWords(root, 'scaling_driver').join(', '),
    'CPU energy preference': policyWords(root, 'energy_performance_preference').join(', '),
    'CPU boost': boostOf(cpusDirectory(root)),
  });
}

function boostOf(cpus: string): string {
  const noTurbo = textOf(join(cpus, 'intel_pstate/no_turbo'), readText);
  const boost = textOf(join(cpus, 'cpufreq/boost'), readText);
  if (noTurbo === '0' || (noTurbo !== '1' && boost === '1')) return 'on';
  return noTurbo === '1' || boost === '0' ? 'off' : '';
}
