import { resolveIntensity } from '../carbon/intensity.ts';
import { UserError } from '../errors.ts';
import type { MachineFindings } from './findings.ts';
import { type Asker, askFor, confirm } from './questions.ts';

/** What no file of the repository tells. */
export interface Settings {
  /** ISO 3166 alpha-3 country, or WORLD. */
  zone: string;
  /** Whether somebody chose the zone. */
  isZoneChosen: boolean;
  /** Labels that a runner must have. */
  runner: readonly string[];
  /** Whether estimates may decide. */
  acceptEstimates: boolean;
}

/** What flags say of the settings; null where they say nothing. */
export interface SaidSettings {
  zone: string | null;
  runner: readonly string[] | null;
  acceptEstimates: boolean;
}

const usualRunner = ['self-hosted', 'gpu'];

/** @throws UserError for a zone of which no intensity is known */
export function checkedZone(zone: string): string {
  resolveIntensity({ source: 'ember', zone });
  return zone;
}

/** Labels of a runner, with commas between them. */
export function checkedRunner(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim());
  if (labels.every((label) => /^[\w.-]{1,100}$/.test(label))) return labels;
  throw new UserError(`"${text}" is no list of labels of a runner: write such as self-hosted,gpu.`);
}

/**
 * The settings, asked for where flags say nothing of them and somebody can be asked.
 *
 * @param needsRunner whether the labels of a runner are written at all
 */
export async function settingsOf(
  said: SaidSettings,
  {
    machine,
    needsRunner,
    asker,
  }: { machine: MachineFindings | null; needsRunner: boolean; asker: Asker | null },
): Promise<Settings> {
  const usual = { zone: said.zone ?? 'WORLD', runner: said.runner ?? usualRunner };
  const { acceptEstimates } = said;
  if (asker === null) return { ...usual, isZoneChosen: said.zone !== null, acceptEstimates };
  const zone =
    said.zone ??
    (await askFor(asker, "Country of the runner's electricity, ISO 3166 alpha-3 such as ESP [WORLD] ", {
      standard: usual.zone,
      read: orProblem(checkedZone),
    }));
  const runner =
    said.runner === null && needsRunner
      ? await askFor(asker, `Labels of the runner [${usualRunner.join(',')}] `, {
          standard: usual.runner,
          read: orProblem(checkedRunner),
        })
      : usual.runner;
  const question = 'No energy counter can be read here. Let estimates from CPU time decide, too?';
  return {
    zone,
    isZoneChosen: said.zone !== null || zone !== usual.zone,
    runner,
    acceptEstimates:
      acceptEstimates || (machine !== null && !machine.decides && (await confirm(asker, question, false))),
  };
}

/** A check whose complaint is said, and not thrown. */
function orProblem<T>(check: (text: string) => T) {
  return (text: string): T | { problem: string } => {
    try {
      return check(text);
    } catch (error) {
      if (error instanceof UserError) return { problem: error.message };
      throw error;
    }
  };
}
