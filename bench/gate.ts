import { markdownTable } from 'markdown-table';
import { decisionMs } from './support/gate/decision-time.ts';
import type { EnergyCell, EnergyRates, Way } from './support/gate/energy-cell.ts';
import { noiseModels } from './support/gate/noise.ts';
import { peerRules } from './support/gate/peers.ts';
import type { ScoreCell, ScoreRates } from './support/gate/score-cell.ts';
import { simulate } from './support/gate/simulate.ts';
import type { Row } from './support/row.ts';

export const about =
  "how often the verdict errs on simulated noise, beside github-action-benchmark's and Bencher's rules (some minutes)";

/*
 * Emissions may rise by 5 %, rounds go from 5 to 30, and every decision is the program's own. All is seeded: a second
 * run prints the same rates.
 */

const energyTrials = 4000;
const scoreTrials = 4000;
/** Of BLEU, whose resamples take longer. */
const corpusTrials = 1000;
const threads = 2;
const effects = [0, 5, 10, -10];
/** A baseline of which nothing more is known, and one that was measured nine times before, on other days. */
const ways: Way[] = [
  { mode: 'side-by-side' },
  { mode: 'stored', earlierRuns: 9 },
  { mode: 'stored', earlierRuns: 0 },
];
const coverageGoal = 0.93;

const scoreCases: (Omit<ScoreCell, 'kind' | 'trials'> & { trials?: number })[] = [
  { name: 'no change', scale: 'binary', items: 1000, head: 0.8, baseline: 0.8, reference: 0.5 },
  { name: '2 points lost', scale: 'binary', items: 1000, head: 0.78, baseline: 0.8, reference: 0.5 },
  { name: '2 points lost', scale: 'binary', items: 100, head: 0.78, baseline: 0.8, reference: 0.5 },
  { name: 'nearly all right', scale: 'binary', items: 200, head: 0.97, baseline: 0.98, reference: 0.9 },
  { name: 'no change', scale: 'graded', items: 1000, head: 0.6, baseline: 0.6, reference: 0.4 },
  { name: '2 points lost', scale: 'graded', items: 100, head: 0.58, baseline: 0.6, reference: 0.4 },
  { name: 'a gain of 5 points', scale: 'binary', items: 1000, head: 0.55, baseline: 0.55, reference: 0.5 },
  { name: 'a gain of 3 points', scale: 'binary', items: 1000, head: 0.53, baseline: 0.53, reference: 0.5 },
  { name: 'a gain of 1 point', scale: 'binary', items: 1000, head: 0.51, baseline: 0.51, reference: 0.5 },
  { name: 'a gain of 2 points', scale: 'graded', items: 1000, head: 0.52, baseline: 0.52, reference: 0.5 },
  {
    name: '1 of 100 answers broken',
    scale: 'graded',
    items: 300,
    broken: 0.01,
    head: 0.594,
    baseline: 0.6,
    reference: 0.4,
  },
  {
    name: '3 of 1,000 answers broken',
    scale: 'graded',
    items: 1000,
    broken: 0.003,
    head: 0.5982,
    baseline: 0.6,
    reference: 0.4,
  },
  { name: 'a gain of 10 points', scale: 'binary', items: 100, head: 0.4, baseline: 0.4, reference: 0.3 },
  {
    name: '2 points lost, 3 items a picture',
    scale: 'binary',
    items: 600,
    perCluster: 3,
    head: 0.78,
    baseline: 0.8,
    reference: 0.5,
  },
  {
    name: 'a gain of 5 points, 20 databases',
    scale: 'binary',
    items: 1000,
    perCluster: 50,
    head: 0.55,
    baseline: 0.55,
    reference: 0.5,
  },
  {
    name: 'BLEU, 2 of 100 words lost',
    scale: 'corpus',
    items: 200,
    head: 0.68,
    baseline: 0.7,
    reference: 0.6,
    trials: corpusTrials,
  },
  {
    name: 'BLEU, a gain of 3 of 100 words',
    scale: 'corpus',
    items: 200,
    head: 0.63,
    baseline: 0.63,
    reference: 0.6,
    trials: corpusTrials,
  },
];

export async function run(): Promise<Row[]> {
  // First, before this thread has compiled anything.
  const timeRows = decisionRows();

  const energyCells = noiseModels.flatMap((_, noise) =>
    ways.flatMap((way) =>
      effects.map(
        (effectPercent): EnergyCell => ({ kind: 'energy', noise, effectPercent, way, trials: energyTrials }),
      ),
    ),
  );
  const rates = await simulate(energyCells, threads);
  const scoreCells = scoreCases.map((each): ScoreCell => ({ kind: 'score', trials: scoreTrials, ...each }));
  const scoreRates = await simulate(scoreCells, threads);

  console.log(energyTable(energyCells, rates));
  console.log(scoreTable(scoreCells, scoreRates));
  return [
    ...energyCells.flatMap((cell, at) => energyRows(cell, rates[at]!)),
    ...peerRows(energyCells, rates),
    ...scoreCells.flatMap((cell, at) => scoreRows(cell, scoreRates[at]!)),
    ...timeRows,
  ];
}

const percent = (share: number) => 100 * share;
const signed = (effect: number) =>
  effect === 0 ? 'no change' : `${effect > 0 ? '+' : '−'}${Math.abs(effect)} %`;
const wayInWords = (way: Way) =>
  way.mode === 'stored' ? `stored, ${way.earlierRuns} earlier runs` : 'side by side';
const place = (cell: EnergyCell) => `${noiseModels[cell.noise]!.name}, ${wayInWords(cell.way)}`;

function row(name: string, value: number, unit: string, goal: string | null = null, ok = true): Row {
  return { name, value, unit, peer: null, peerValue: null, ratio: null, goal, ok };
}

const atMost = (name: string, share: number, most: number) =>
  row(name, percent(share), '%', most === 0 ? '0 %' : `<= ${percent(most)} %`, share <= most);
const atLeast = (name: string, share: number, least: number) =>
  row(name, percent(share), '%', `>= ${percent(least)} %`, share >= least);

function energyRows(cell: EnergyCell, rates: EnergyRates): Row[] {
  const name = (what: string) => `${what}: ${signed(cell.effectPercent)}, ${place(cell)}`;
  return [
    failsRow(name('fails'), cell, rates.fails),
    row(name('passes'), percent(rates.passes), '%'),
    row(name('inconclusive'), percent(rates.inconclusive), '%'),
    ...(cell.effectPercent < 0 ? [atLeast(name('called an improvement'), rates.improvements, 0.95)] : []),
    row(name('rounds, mean'), rates.meanRounds, ''),
    atLeast(name('interval covers'), rates.covered, coverageGoal),
  ];
}

function failsRow(name: string, cell: EnergyCell, fails: number): Row {
  if (cell.effectPercent === 0) return atMost(name, fails, 0.01);
  if (cell.effectPercent === 5) return atMost(name, fails, 0.025);
  if (cell.effectPercent < 0) return atMost(name, fails, 0);
  // Of how many a rise must be found is promised for one noise and way.
  return noiseModels[cell.noise]!.name === 'independent 3 %' && cell.way.mode === 'side-by-side'
    ? atLeast(name, fails, 0.95)
    : row(name, percent(fails), '%');
}

/** How often each finds +10 %; a peer that does so more often, and fails less often without a change, does better. */
function peerRows(cells: readonly EnergyCell[], rates: readonly EnergyRates[]): Row[] {
  return cells.flatMap((cell, at) => {
    if (cell.effectPercent !== 10) return [];
    const unchanged = cells.findIndex(
      ({ noise, way, effectPercent }) => noise === cell.noise && way === cell.way && effectPercent === 0,
    );
    const [own, ownFalse] = [rates[at]!.fails, rates[unchanged]!.fails];
    return peerRules.map(({ name }): Row => {
      const [theirs, theirFalse] = [rates[at]!.peerFails[name]!, rates[unchanged]!.peerFails[name]!];
      const falsely = `${figure(ownFalse)} of no change against ${figure(theirFalse)}`;
      return {
        name: `+10 % found, failing ${falsely}: ${place(cell)}`,
        value: percent(own),
        unit: '%',
        peer: name,
        peerValue: percent(theirs),
        ratio: theirs > 0 ? own / theirs : null,
        goal: 'not fewer found with more false fails',
        ok: !(theirs > own && theirFalse < ownFalse),
      };
    });
  });
}

/** An undetermined CEGI leaves everything open, and so misses nothing: what is shown counts, and what is left out. */
function scoreRows(cell: ScoreCell, rates: ScoreRates): Row[] {
  const name = (what: string) => `${what}: ${cell.name}, ${cell.items} ${cell.scale} items`;
  return [
    atLeast(name("interval of the score's change covers"), rates.scoreCovered, coverageGoal),
    row(name('CEGI is determined'), percent(rates.determined), '%'),
    atLeast(name('interval of CEGI covers or is left out'), 1 - rates.cegiMissed, coverageGoal),
    row(name('CEGI is compared'), percent(rates.compared), '%'),
    atLeast(name("interval of CEGI's change covers or is left out"), 1 - rates.changeMissed, coverageGoal),
  ];
}

function decisionRows(): Row[] {
  return [false, true].flatMap((corpus) => {
    const { first, later } = decisionMs(corpus);
    const what = `to decide 30 rounds and 1,000 items by all rules, ${corpus ? 'BLEU' : 'a score an item'}`;
    return [
      row(`first time ${what}`, first, 'ms', '< 200 ms', first < 200),
      row(`later times ${what}, median`, later, 'ms', '< 200 ms', later < 200),
    ];
  });
}

const figure = (share: number) => `${Number(percent(share).toFixed(2))} %`;

/** One line a cell, ours and the peers' shares of fails. */
function energyTable(cells: readonly EnergyCell[], rates: readonly EnergyRates[]): string {
  const peers = peerRules.map(({ name }) => name);
  return markdownTable(
    [
      ['noise', 'compared', 'truth', 'fail', 'pass', 'inconcl.', 'improved', 'rounds', 'covered', ...peers],
      ...cells.map((cell, at) => {
        const own = rates[at]!;
        return [
          noiseModels[cell.noise]!.name,
          wayInWords(cell.way),
          signed(cell.effectPercent),
          ...[own.fails, own.passes, own.inconclusive, own.improvements].map(figure),
          own.meanRounds.toFixed(1),
          figure(own.covered),
          ...peers.map((name) => figure(own.peerFails[name]!)),
        ];
      }),
    ],
    { align: ['l', 'l', ...Array(7 + peers.length).fill('r')] },
  );
}

function scoreTable(cells: readonly ScoreCell[], rates: readonly ScoreRates[]): string {
  const ofThose = (share: number, missed: number) => (share > 0 ? figure(1 - missed / share) : '');
  return markdownTable(
    [
      [
        'truth',
        'items',
        'score covered',
        'CEGI determined',
        'of those covered',
        'compared',
        'of those covered',
      ],
      ...cells.map((cell, at) => {
        const { scoreCovered, determined, cegiMissed, compared, changeMissed } = rates[at]!;
        return [
          cell.name,
          `${cell.items} ${cell.scale}`,
          figure(scoreCovered),
          figure(determined),
          ofThose(determined, cegiMissed),
          figure(compared),
          ofThose(compared, changeMissed),
        ];
      }),
    ],
    { align: ['l', 'l', ...Array(5).fill('r')] },
  );
}
