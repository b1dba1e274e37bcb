import type { CounterDescription } from '../counter.ts';

/** Adds what counters of one kind include of another: no kind knows of the others. */
export function withOverlaps<C extends CounterDescription>(counters: readonly C[]): C[] {
  return counters.map((counter) => {
    const inside = counters.filter((other) => other !== counter && covers(counter, other));
    return { ...counter, includes: [...new Set([...counter.includes, ...inside.map((other) => other.id)])] };
  });
}

function covers(outer: CounterDescription, inner: CounterDescription): boolean {
  // A meter of the whole machine; psys, which is one too, is RAPL's own and knows its zones.
  if (isWholeMachine(outer)) return !isWholeMachine(inner);
  // A Jetson's rails feed its GPU, whatever NVML shows of it.
  if (outer.kind === 'jetson-power') {
    return inner.kind.startsWith('nvml') && (outer.domain === 'board' || /\bGPU\b/.test(outer.covers));
  }
  if (outer.domain !== 'module') return false;
  // The GPU of a Grace Hopper counts its module; where both it and the module's own rail are there, the
  // energy counter is the one to add.
  if (outer.kind.startsWith('nvml')) return inner.id.startsWith('hwmon:grace-');
  // Only the GPU on a Grace module is inside it; one on a card of its own is not.
  if (inner.kind.startsWith('nvml')) {
    return (
      outer.id.startsWith('hwmon:grace-') && inner.domain === 'gpu' && /\bG[BH]\d{3}\b/.test(inner.covers)
    );
  }
  return outer.id.startsWith('hwmon:amdgpu-') && inner.id.startsWith('rapl:') && inner.domain === 'cpu';
}

/** Whether a counter is a power meter of the whole machine, coarse beside energy counters of its parts. */
export function isWholeMachine(counter: CounterDescription): boolean {
  return counter.domain === 'board' && counter.kind === 'hwmon-power';
}
