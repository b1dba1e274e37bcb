import type { Verdict } from '../measurement/result.ts';
import { plainText } from '../report/escape.ts';
import { signedText } from '../report/number.ts';
import { provenanceMeaning, verdictText } from '../report/words.ts';
import { markers } from './appearance.ts';
import { element, link } from './element.ts';
import type { Change } from './latest.ts';
import type { Links } from './links.ts';
import { figureText, type Measure } from './measures.ts';
import { type Run, shortCommit, timeOf } from './run.ts';

const longestName = 160;

/** A name from a configuration or a machine, as one line of visible text. */
export const nameText = (name: string) => plainText(name, longestName) || '(no name)';

export const taskText = ({ task, metric }: Run) => `${nameText(task)} · ${nameText(metric)}`;

/** A verdict, coloured and named. */
export const verdictElement = (verdict: Verdict) =>
  element('span', { class: `verdict ${verdict}` }, verdictText(verdict));

/** A run's provenance with its marker: `● measured, read from an energy counter`. */
export const provenanceText = ({ provenance }: Run) =>
  `${markers[provenance].sign} ${provenance}: ${provenanceMeaning[provenance]}`;

/** A run in a tooltip, or spoken. */
export const tellRun = (run: Run, ...shown: Measure[]): [string, ...string[]] => [
  nameText(run.model),
  ...shown.map((measure) => `${measure.title}: ${figureText(measure, run)}`),
  `${shortCommit(run)} · ${timeOf(run)}`,
  nameText(run.hardware),
  `${run.provenance} · ${verdictText(run.verdict)}`,
];

/** The size of a change, with its sign and unit: `−3.1 %`. */
export const changeText = ({ by, unit }: Change) => `${signedText(Number(by.toPrecision(2)))} ${unit}`;

export const commitLink = (run: Run, { commit }: Links) =>
  run.commit === null
    ? element('span', { class: 'none' }, 'no commit')
    : element('span', { class: 'id' }, link(commit, shortCommit(run), `Commit ${shortCommit(run)}`));
