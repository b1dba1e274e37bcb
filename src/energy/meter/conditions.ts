import type { DeviceConditions } from '../counter.ts';

/** Two looks at one device in one: the higher temperature, and every throttling and every process that either saw. */
export function worstOf(one: DeviceConditions, other: DeviceConditions): DeviceConditions {
  return {
    temperatureC: highest(one.temperatureC, other.temperatureC),
    throttled: both(one.throttled, other.throttled),
    processes: either(one.processes, other.processes),
  };
}

function highest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function both(one: string[] | null, other: string[] | null): string[] | null {
  if (one === null || other === null) return one ?? other;
  return [...new Set([...one, ...other])].sort();
}

function either(one: DeviceConditions['processes'], other: DeviceConditions['processes']) {
  if (one === null || other === null) return one ?? other;
  return [...new Map([...one, ...other].map((process) => [process.pid, process])).values()];
}
