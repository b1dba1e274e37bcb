import { markdownTable } from 'markdown-table';
import type { Calibration } from '../measurement/measurement.ts';
import type { Comparison } from '../measurement/result.ts';
import { markdownText, plainText } from './escape.ts';
import { numberText } from './number.ts';
import { plural } from './words.ts';

/** A calibration, and what follows from it. */
export interface CalibrationReport {
  calibration: Calibration;
  wantedRuns: number;
  /** Why there are fewer runs than were asked for; null where all are there. */
  ended: string | null;
  /** Whether it is stored for later checks. */
  kept: boolean;
  /** Standard deviations in percent: of rounds of one run, and of whole runs. */
  spread: { rounds: number; runs: number | null };
  /** The noise floor after so many rounds a side; null where it cannot be told, 0 where it is too small to be. */
  floors: { rounds: number; sideBySidePercent: number | null; storedPercent: number | null }[];
  /** Whether the tolerance in force can be kept, in each way of comparing that is configured. */
  judgements: {
    mode: Comparison['mode'];
    tolerancePercent: number;
    rounds: number;
    /** What is wrong with it and what to do; null for nothing. */
    tooSmall: string | null;
  }[];
}

/** The calibration in plain words and a table: Markdown for GitHub, or the same as plain text. */
export function calibrationSummary(report: CalibrationReport, format: 'markdown' | 'text'): string {
  const { calibration, wantedRuns, ended, kept, spread, floors, judgements } = report;
  const safe = format === 'markdown' ? markdownText : plainText;
  const { hardwareFingerprint, model, runs } = calibration;
  const rows = floors.map(({ rounds, sideBySidePercent, storedPercent }) => [
    `${rounds}`,
    floorText(sideBySidePercent),
    floorText(storedPercent),
  ]);
  const paragraphs = [
    `${format === 'markdown' ? '## ' : ''}What this machine measures where nothing changes`,
    `${plural(runs.length, 'run')} of ${safe(model, 100)} on hardware ${safe(hardwareFingerprint)}: rounds of one run ` +
      `differ by ${numberText(spread.rounds)} %, whole runs by ${numberText(spread.runs)} % (standard deviations).`,
    ...(ended === null
      ? []
      : [
          `**It ended early**, after ${runs.length} of ${plural(wantedRuns, 'run')} (${safe(ended)}). ` +
            'What follows is from those that are whole.',
        ]),
    'The noise floor is the smallest rise of emissions to allow (rules.emissions) if 9 in 10 pull requests that change ' +
      'nothing shall pass:',
    markdownTable([['rounds a side', 'side by side', 'stored baseline'], ...rows], {
      align: ['r', 'r', 'r'],
    }),
    ...judgements.map(({ mode, tolerancePercent, rounds, tooSmall }) =>
      tooSmall === null
        ? `${modeText[mode]}, the ${numberText(tolerancePercent)} % that rules.emissions allows can be kept ` +
          `with rounds.max: ${rounds}.`
        : safe(tooSmall),
    ),
    kept
      ? 'It is stored: checks on this hardware use it from now on.'
      : 'It is not stored (a warning says why): checks do not know of it.',
  ];
  const text = paragraphs.join('\n\n');
  return format === 'markdown' ? text : text.replaceAll('**', '');
}

const modeText: Record<Comparison['mode'], string> = {
  'side-by-side': 'Side by side',
  stored: 'Against a stored baseline',
};

function floorText(percent: number | null): string {
  if (percent === null) return 'not known';
  return percent === 0 ? 'below what this can tell' : `${numberText(percent)} %`;
}
