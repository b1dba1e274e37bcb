import { emissionsG } from '../carbon/emissions.ts';
import type { Measurement, Score } from '../measurement/measurement.ts';
import type { Estimate, Figures } from '../measurement/result.ts';
import type { BootstrapSettings } from '../statistics/bootstrap.ts';
import { interval, mapEstimate } from '../statistics/interval.ts';
import { confidence } from '../statistics/looks.ts';
import { cegi } from './cegi.ts';
import { cegiInterval } from './cegi-interval.ts';
import { logEnergyPerItem, roundsWithEnergy, weakestProvenance } from './energy.ts';
import { type GainKind, gainInterval, gains } from './gain.ts';
import { independentRows, type PairedScores, pairedScores } from './paired-scores.ts';
import { resampledScores } from './resampled-scores.ts';
import { scoreInterval } from './score-interval.ts';

export interface FigureSettings {
  intensityGPerKWh: number;
  pue: number;
  gain: GainKind;
  /** Items over which training emissions are spread; null where no volume is declared. */
  lifetimeItems: number | null;
  bootstrap: BootstrapSettings;
}

/** The score of the metric that judges. */
export function judgingScore(measurement: Measurement): Score | null {
  return measurement.scores.find((score) => score.metric === measurement.task.metric) ?? null;
}

/** All figures of one measurement, each with its own 95 % interval; `reference` is the measurement the gain is taken against. */
export function figures(
  measurement: Measurement,
  reference: Measurement | null,
  settings: FigureSettings,
): Figures {
  const rounds = roundsWithEnergy(measurement);
  const logEnergy = logEnergyPerItem(measurement);
  const logEnergyEstimate = logEnergy && interval(logEnergy, confidence);
  const energyJPer1000Items =
    logEnergyEstimate && mapEstimate(logEnergyEstimate, (log) => 1000 * Math.exp(log));
  const emissionsGPer1000Items = emissionsPer1000Items(measurement, settings, confidence);
  const tokens = rounds.map((round) => round.generatedTokens);
  const energyJ = rounds.reduce((sum, round) => sum + round.energy.energyJ, 0);
  const compared = comparedScores(measurement, reference, settings.bootstrap);
  const ownGain =
    'undetermined' in compared
      ? compared
      : gainInterval(compared.paired, compared.resampled, settings.gain, confidence);

  return {
    provenance: weakestProvenance(measurement),
    boundary: measurement.rounds[0]?.energy.boundary ?? '',
    rounds: rounds.length,
    energyJPer1000Items,
    energyJPerToken: perToken(energyJ, tokens),
    emissionsGPer1000Items,
    score: ownScore(measurement, compared, settings.bootstrap),
    gain: ownGain,
    ...indices(measurement, emissionsGPer1000Items, ownGain, settings, (gain) =>
      'undetermined' in compared || !logEnergyEstimate
        ? { undetermined: 'the energy is unknown' }
        : cegiInterval({
            logEnergy: logEnergyEstimate,
            logEnergies: rounds.map((round) => Math.log(round.energy.energyJ / round.items)),
            gain,
            gains: gains(compared.resampled(), settings.gain),
            rows: independentRows(compared.paired),
            confidence,
            // Another than the items': a round is not to go with an item.
            seed: settings.bootstrap.seed + 1,
          }),
    ),
  };
}

/** Grams CO2e of 1,000 items, with an interval over rounds; null where too few have a known energy. */
export function emissionsPer1000Items(
  measurement: Measurement,
  { intensityGPerKWh, pue }: Pick<FigureSettings, 'intensityGPerKWh' | 'pue'>,
  level: number,
): Estimate | null {
  const logEnergy = logEnergyPerItem(measurement);
  return (
    logEnergy &&
    mapEstimate(interval(logEnergy, level), (log) => emissionsG(1000 * Math.exp(log), intensityGPerKWh, pue))
  );
}

/** Null where nothing was written, or a round does not say how much. */
function perToken(energyJ: number, tokens: readonly (number | null)[]): number | null {
  const total = tokens.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
  return total ? energyJ / total : null;
}

/** A model's scores beside its reference's, and the same of every resample, drawn once where they are asked for. */
interface Compared {
  paired: PairedScores;
  resampled: () => readonly Float64Array[];
}

function comparedScores(
  measurement: Measurement,
  reference: Measurement | null,
  bootstrap: BootstrapSettings,
): Compared | { undetermined: string } {
  if (!reference) return { undetermined: 'no reference is configured' };
  const paired = pairedScores([measurement, reference], measurement.task.metric);
  if ('unpaired' in paired) {
    return { undetermined: `model and reference cannot be paired item by item (${paired.unpaired})` };
  }
  let drawn: readonly Float64Array[] | undefined;
  return {
    paired,
    resampled: () => {
      drawn ??= resampledScores(paired, bootstrap);
      return drawn;
    },
  };
}

/** Null below two items. */
function ownScore(
  measurement: Measurement,
  compared: Compared | { undetermined: string },
  bootstrap: BootstrapSettings,
): Estimate | null {
  const own = pairedScores([measurement], measurement.task.metric);
  if ('unpaired' in own) return null;
  // The resamples of the gain serve here too, where they are of all of the model's items.
  const isShared =
    !('undetermined' in compared) && compared.paired.perItem[0]!.length === own.perItem[0]!.length;
  const resampled = () => (isShared ? compared.resampled() : resampledScores(own, bootstrap))[0]!;
  return scoreInterval(own, resampled, confidence);
}

type Indices = Pick<Figures, 'cegi' | 'cegiTraining' | 'cegiLifecycle'>;

/** @param logInterval of ln(CEGI / its value), given the gain */
function indices(
  measurement: Measurement,
  emissions: Estimate | null,
  ownGain: Figures['gain'],
  settings: FigureSettings,
  logInterval: (gain: Estimate) => Estimate | { undetermined: string },
): Indices {
  const undetermined = (reason: string): Indices => ({
    cegi: { undetermined: reason },
    cegiTraining: null,
    cegiLifecycle: null,
  });
  if ('undetermined' in ownGain) return undetermined(ownGain.undetermined);
  const parameters = measurement.trainableParameters?.count ?? 0;
  if (parameters === 0) return undetermined('the number of trainable parameters is not known');
  if (ownGain.value <= 0) return undetermined('the model does not score above its reference');
  if (ownGain.low <= 0) return undetermined("the gain's interval contains 0");

  const index = (grams: number) => cegi(grams, ownGain.value, parameters);
  const trainingG = measurement.training?.emissionsG ?? null;
  // Without emissions there is nothing that more or less gain comes of: CEGI is never 0.
  const cegiTraining = trainingG === null || trainingG <= 0 ? null : index(trainingG);
  if (!emissions) return { ...undetermined('the energy is unknown'), cegiTraining };
  if (!(emissions.low > 0)) return { ...undetermined('its emissions are nothing'), cegiTraining };

  const logs = logInterval(ownGain);
  if ('undetermined' in logs) return { ...undetermined(logs.undetermined), cegiTraining };
  const value = index(emissions.value);
  return {
    cegi: mapEstimate(logs, (log) => value * Math.exp(log)),
    cegiTraining,
    cegiLifecycle:
      trainingG !== null && settings.lifetimeItems
        ? index(emissions.value + (1000 * trainingG) / settings.lifetimeItems)
        : null,
  };
}
