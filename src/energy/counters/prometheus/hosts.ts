import type { Labels } from './sources.ts';

export interface Host {
  name: string;
  /** The label that names it, with its value, by which its series are chosen; null where none does. */
  label: { name: string; value: string } | null;
}

/** Labels in which exporters, or those who scrape them, name the host: DCGM, AMD, Kepler, and common relabellings. */
const hostLabels = ['Hostname', 'hostname', 'node_name', 'nodename', 'node', 'kubernetes_node'];

/**
 * On which host each series was recorded. Where only some series of an address name their host, the others of the
 * same address are taken to be on it too: two exporters of one machine differ in their port alone.
 */
export function hostsOf(all: readonly Labels[]): Host[] {
  const names = new Map<string, string>();
  for (const labels of all) {
    const named = nameIn(labels);
    const address = addressIn(labels);
    if (named !== null && address !== null) names.set(address, named.value);
  }
  return all.map((labels) => {
    const named = nameIn(labels);
    if (named !== null) return { name: named.value, label: named };
    const address = addressIn(labels);
    if (address === null) return { name: 'unnamed host', label: null };
    return {
      name: names.get(address) ?? address,
      label: { name: 'instance', value: labels.instance as string },
    };
  });
}

function nameIn(labels: Labels): { name: string; value: string } | null {
  const name = hostLabels.find((label) => (labels[label] ?? '') !== '');
  return name === undefined ? null : { name, value: labels[name] as string };
}

function addressIn(labels: Labels): string | null {
  const { instance = '' } = labels;
  return instance === '' ? null : instance.replace(/:\d+$/, '');
}
