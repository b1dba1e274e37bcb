import { emissionsG } from '../carbon/emissions.ts';
import type { Measurement, Score } from '../measurement/measurement.ts';
import type { Estimate, Figures } from '../measurement/result.ts';
import { differenceOfEstimates, interval, mapEstimate, uncertainMean } from '../statistics/interval.ts';
import { confidence } from '../statistics/looks.ts';
import { cegi } from './cegi.ts';
import { logEnergyPerItem, roundsWithEnergy, weakestProvenance } from './energy.ts';
import { type GainKind, gainInterval } from './gain.ts';
import { itemValues } from './item-values.ts';
import { pairItems } from './pair-items.ts';

export interface FigureSettings {
  intensityGPerKWh: number;
  pue: number;
  gain: GainKind;
  /** Items over which training emissions are spread; null where no volume is declared. */
  lifetimeItems: number | null;
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
  const energyJPer1000Items = logEnergy
    ? mapEstimate(interval(logEnergy, confidence), (log) => 1000 * Math.exp(log))
    : null;
  const emissionsGPer1000Items = energyJPer1000Items
    ? mapEstimate(energyJPer1000Items, (energyJ) =>
        emissionsG(energyJ, settings.intensityGPerKWh, settings.pue),
      )
    : null;
  const tokens = rounds.map((round) => round.generatedTokens);
  const energyJ = rounds.reduce((sum, round) => sum + round.energy.energyJ, 0);
  const ownScore = judgingScore(measurement);
  const scoreMean = ownScore ? uncertainMean(itemValues(ownScore)) : null;
  const ownGain = gainOver(measurement, reference, settings.gain);

  return {
    provenance: weakestProvenance(measurement),
    boundary: measurement.rounds[0]?.energy.boundary ?? '',
    rounds: rounds.length,
    energyJPer1000Items,
    energyJPerToken: perToken(energyJ, tokens),
    emissionsGPer1000Items,
    score: scoreMean ? interval(scoreMean, confidence) : null,
    gain: ownGain,
    ...indices(measurement, emissionsGPer1000Items, ownGain, settings),
  };
}

/** Null where nothing was written, or a round does not say how much. */
function perToken(energyJ: number, tokens: readonly (number | null)[]): number | null {
  const total = tokens.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
  return total ? energyJ / total : null;
}

function gainOver(measurement: Measurement, reference: Measurement | null, kind: GainKind): Figures['gain'] {
  if (!reference) return { undetermined: 'no reference is configured' };
  const pairs = pairItems([measurement, reference]);
  if (!pairs) return { undetermined: 'model and reference share fewer than two scored items' };
  const [scores, referenceScores] = pairs as [number[], number[]];
  const gain = gainInterval(scores, referenceScores, kind, confidence);
  return gain ?? { undetermined: 'the reference scores 0' };
}

type Indices = Pick<Figures, 'cegi' | 'cegiTraining' | 'cegiLifecycle'>;

function indices(
  measurement: Measurement,
  emissions: Estimate | null,
  ownGain: Figures['gain'],
  settings: FigureSettings,
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
  const cegiTraining = trainingG === null ? null : index(trainingG);
  if (!emissions) return { ...undetermined('the energy is unknown'), cegiTraining };

  const value = index(emissions.value);
  // The gain's own interval, and not the delta method, which fails where a gain is small beside its error.
  const logRatio = differenceOfEstimates(mapEstimate(emissions, Math.log), mapEstimate(ownGain, Math.log));
  return {
    cegi: mapEstimate(logRatio, (log) => value * Math.exp(log - logRatio.value)),
    cegiTraining,
    cegiLifecycle:
      trainingG !== null && settings.lifetimeItems
        ? index(emissions.value + (1000 * trainingG) / settings.lifetimeItems)
        : null,
  };
}
