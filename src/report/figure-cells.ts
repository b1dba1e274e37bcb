import type { Estimate, Figures, ModelResult } from '../measurement/result.ts';
import { changeText, energyText, massText, nothing, numberText, scoreText } from './number.ts';
import { improvements, verdictText } from './words.ts';

/** The overview's columns. */
export const overviewHead = [
  'Model',
  'Verdict',
  'Score',
  'Energy per 1k items',
  'Emissions per 1k items',
  'CEGI',
] as const;

/**
 * One model's row of the overview, each cell a list of lines: the head's value with its provenance where it rests on
 * energy, its change against the baseline with the interval, and what else belongs to it. Plain text, not escaped.
 */
export function overviewRow(model: ModelResult): string[][] {
  const { head, change } = model;
  const energyOf = (value: Estimate | null, text: (value: number) => string) => {
    if (head === null) return [nothing];
    if (value === null) return [unknown(head)];
    return [withProvenance(text(value.value), head), ...changeLine(change.energyPercent, '%')];
  };
  return [
    [model.id],
    [
      verdictText(model.verdict),
      ...(model.verdict === 'pass' && improvements(model).length > 0 ? ['improved'] : []),
    ],
    head?.score ? [scoreText(head.score.value), ...changeLine(change.scorePoints, 'pt')] : [nothing],
    energyOf(head?.energyJPer1000Items ?? null, energyText),
    energyOf(head?.emissionsGPer1000Items ?? null, massText),
    cegiCell(model),
  ];
}

/** The index of the evaluation, and beside it the lifecycle's where training was declared. */
function cegiCell({ head, change }: ModelResult): string[] {
  if (!head) return [nothing];
  if ('undetermined' in head.cegi) return ['undetermined'];
  return [
    withProvenance(numberText(head.cegi.value), head),
    ...changeLine(change.cegiPercent, '%'),
    ...(head.cegiLifecycle === null
      ? []
      : [`lifecycle ${estimatedMark(head)}${numberText(head.cegiLifecycle)}`]),
  ];
}

const changeLine = (change: Estimate | null, unit: string) => (change ? [changeText(change, unit)] : []);

function withProvenance(text: string, side: Figures): string {
  if (side.provenance === 'estimated') return estimatedMark(side) + text;
  return side.provenance === 'unavailable'
    ? `${text}, some rounds unavailable`
    : `${text}, ${side.provenance}`;
}

/** Stands before the number, so that an estimate cannot be read as a measurement. */
export const estimatedMark = ({ provenance }: Figures) => (provenance === 'estimated' ? 'estimated ' : '');

/** Without a value: unavailable, or too few rounds to give one. */
const unknown = ({ provenance }: Figures) =>
  provenance === 'unavailable' ? 'unavailable' : `unknown (${provenance}, too few rounds)`;
