import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate, ModelResult } from '../measurement/result.ts';
import { htmlText } from './escape.ts';
import { energyText, estimateText } from './number.ts';

interface Side {
  name: 'Baseline' | 'Head';
  /** Joules per 1,000 items of each round whose energy is known. */
  rounds: number[];
  interval: Estimate;
}

const width = 640;
const rowHeight = 44;
const left = 84;
const right = 24;
const axisHeight = 34;

/**
 * Energy per 1,000 items as an SVG: a dot a round, and the mean with its 95 % interval, the baseline above the head.
 * Empty where no side has an interval. Its numbers are all in the tables as well.
 */
export function roundsPlot(model: ModelResult): string {
  const sides = [
    sideOf('Baseline', model.baselineMeasurement, model.baseline?.energyJPer1000Items ?? null),
    sideOf('Head', model.measurement, model.head?.energyJPer1000Items ?? null),
  ].filter((side) => side !== null);
  if (sides.length === 0) return '';

  const values = sides.flatMap(({ rounds, interval }) => [...rounds, interval.low, interval.high]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least || Math.abs(most) || 1) * 0.08;
  const [from, to] = [least - margin, most + margin];
  const x = (value: number) => (left + ((value - from) / (to - from)) * (width - left - right)).toFixed(1);
  const height = sides.length * rowHeight + axisHeight;
  const axisY = sides.length * rowHeight + 4;

  const words = sides.map(({ name, rounds, interval }) =>
    htmlText(`${name}: ${estimateText(interval, energyText)} per 1k items over ${rounds.length} rounds.`),
  );
  const ticks = [least, (least + most) / 2, most].map(
    (value) =>
      `<path class="axis" d="M${x(value)} ${axisY}v5"/>` +
      `<text class="tick" x="${x(value)}" y="${axisY + 20}" text-anchor="middle">${htmlText(energyText(value))}</text>`,
  );
  const estimated = [model.head, model.baseline].some((side) => side?.provenance === 'estimated')
    ? ' Estimated, not measured.'
    : '';
  const rows = sides.map((side, i) => sideMarks(side, i * rowHeight + rowHeight / 2, x));
  return (
    `<figure><svg viewBox="0 0 ${width} ${height}" role="img">` +
    `<title>Energy per 1k items, head against baseline</title><desc>${words.join(' ')}${estimated}</desc>` +
    `${rows.join('')}<path class="axis" d="M${left} ${axisY}H${width - right}"/>${ticks.join('')}</svg>` +
    `<figcaption>Energy per 1k items: a dot for each round; the bar is the 95 % interval of the mean. The axis does not begin at 0.${estimated}</figcaption></figure>`
  );
}

function sideMarks({ name, rounds, interval }: Side, y: number, x: (value: number) => string): string {
  const dots = rounds.map((value) => `<circle class="dot" cx="${x(value)}" cy="${y + 8}" r="3.5"/>`);
  return (
    `<g class="${name.toLowerCase()}"><text class="side" x="0" y="${y + 4}">${name}</text>` +
    `<path class="bar" d="M${x(interval.low)} ${y - 7}H${x(interval.high)}"/>` +
    `<path class="mean" d="M${x(interval.value)} ${y - 13}v12"/>${dots.join('')}</g>`
  );
}

function sideOf(name: Side['name'], measurement: Measurement | null, interval: Estimate | null): Side | null {
  if (!measurement || !interval || !Object.values(interval).every(Number.isFinite)) return null;
  const rounds = measurement.rounds
    .filter(({ energy, items }) => energy.energyJ !== null && items > 0)
    .map(({ energy, items }) => (1000 * energy.energyJ!) / items);
  return { name, rounds, interval };
}
