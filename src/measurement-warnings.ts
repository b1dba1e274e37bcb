import type { Measurement } from './measurement/measurement.ts';

/** What a reader of a measurement's figures must know, a sentence each. */
export function warningsOf(measurement: Measurement): string[] {
  return [...itemWarnings(measurement), ...conditionWarnings(measurement), ...counterWarnings(measurement)];
}

/** Less is what any machine does beside. */
const worthAWarningCores = 0.5;

function itemWarnings({ model, failedItems, leftOutItems, notes }: Measurement): string[] {
  const warnings: string[] = [];
  const first = (items: { id: string; reason: string }[]) => `${items[0]!.id}: ${items[0]!.reason}`;
  if (failedItems.length > 0) {
    warnings.push(
      `${model} gave no answer to ${failedItems.length} items, which scored 0 (first, ${first(failedItems)}).`,
    );
  }
  if (leftOutItems.length > 0) {
    warnings.push(
      `${leftOutItems.length} items of the dataset cannot be scored and were left out (first, ${first(leftOutItems)}).`,
    );
  }
  return [...warnings, ...notes];
}

/** Other work on the devices, and clocks that were held down: both change a model's energy without the model. */
function conditionWarnings({ model, conditions, idle }: Measurement): string[] {
  const warnings: string[] = [];
  if (idle !== null && idle.busyCores >= worthAWarningCores) {
    warnings.push(
      `While ${model} was loaded and idle, other work kept ${idle.busyCores.toFixed(1)} cores of the machine busy.`,
    );
  }
  if (conditions === null) return warnings;
  for (const { counter, processes } of strangers(conditions)) {
    const named = processes.map(({ pid, name }) => (name ? `${name} (${pid})` : `process ${pid}`)).join(', ');
    warnings.push(
      `While ${model} was measured, others used ${counter} too: ${named}. Their energy is in its figures.`,
    );
  }
  for (const { counter, throttled, temperatureC } of conditions.rounds) {
    if (throttled === null || throttled.length === 0) continue;
    const heat = temperatureC === null ? '' : ` at up to ${temperatureC} °C`;
    warnings.push(
      `While ${model} was measured, the clocks of ${counter} were held down${heat}: ${throttled.join(', ')}.`,
    );
  }
  const { throttledTimes } = conditions.cpu;
  if (throttledTimes !== null && throttledTimes > 0) {
    warnings.push(`While ${model} was measured, heat held the CPU's clocks down ${throttledTimes} times.`);
  }
  return warnings;
}

/** Processes that were there before the model was, or came after it was loaded. */
function strangers({ before, loaded, rounds }: NonNullable<Measurement['conditions']>) {
  const known = (devices: typeof before, counter: string) =>
    devices.find((device) => device.counter === counter)?.processes ?? [];
  return rounds.flatMap(({ counter, processes }) => {
    const own = new Set(known(loaded, counter).map(({ pid }) => pid));
    for (const { pid } of known(before, counter)) own.delete(pid);
    const others = (processes ?? []).filter(({ pid }) => !own.has(pid));
    return others.length > 0 ? [{ counter, processes: others }] : [];
  });
}

/** Rounds whose energy is not known, and counters that their own device contradicts. */
function counterWarnings({ model, rounds }: Measurement): string[] {
  const unknown = rounds.filter(({ energy }) => energy.energyJ === null);
  const voids =
    unknown.length === 0 || unknown.length === rounds.length
      ? []
      : [
          `The energy of ${unknown.length} of ${rounds.length} rounds of ${model} is not known, and they were not compared (first, ${unknown[0]!.energy.reason ?? 'no reason was recorded'}).`,
        ];
  const contradicted = new Map<string, string[]>();
  rounds.forEach(({ energy }, index) => {
    for (const { counter, crossCheck } of energy.readings) {
      if (crossCheck === undefined || crossCheck.agrees) continue;
      contradicted.set(counter, [...(contradicted.get(counter) ?? []), `${index + 1}`]);
    }
  });
  const disagreements = [...contradicted].map(
    ([counter, numbers]) =>
      `In round ${numbers.join(', ')} of ${model}, the energy of ${counter} and the integral of its power disagree; the uncertainty was widened to hold both.`,
  );
  return [...voids, ...disagreements];
}
