import type { CheckResult, ModelResult, Verdict } from '../measurement/result.ts';
import { commentMarkdown } from './comment.ts';
import { headline } from './headline.ts';
import { type Annotation, modelAnnotations } from './summary.ts';
import { listText, ruleText } from './words.ts';

/** GitHub's limits on what a check run says. */
const longestSummary = 65_535;
const mostAnnotations = 50;

/** What a check run says. */
export interface CheckRunText {
  /** Plain text. */
  title: string;
  /** GitHub's Markdown. */
  summary: string;
  annotations: FileAnnotation[];
}

export interface FileAnnotation extends Annotation {
  /** Relative to the repository's root. */
  path: string;
}

/**
 * A check as GitHub's check runs show it: the headline, the comment's text without its chart, and what there is to say of
 * each model at the changed files that made it count as changed.
 *
 * @param changedFiles of the pull request, relative to the repository's root
 */
export function checkRunText(result: CheckResult, changedFiles: readonly string[]): CheckRunText {
  return {
    title: headline(result).title,
    summary: commentMarkdown(result, { marker: '', limit: longestSummary, chart: false }),
    annotations: fileAnnotations(result, changedFiles),
  };
}

const levels: Annotation['level'][] = ['error', 'warning', 'notice'];

/** The most serious first; of many files, one of each model before the second of any. */
function fileAnnotations(result: CheckResult, changedFiles: readonly string[]): FileAnnotation[] {
  const found = result.models.flatMap((model) => {
    // What is worst of a model, so that a file bears one note of it.
    const [note] = modelAnnotations(model, result);
    if (!note) return [];
    const files = changedFiles.filter((file) => model.changes.some((phrase) => names(phrase, file)));
    const message = `${decisive(model)} The check run's summary has the figures.`.trim();
    return files.map((path, turn) => ({ turn, ...note, message, path }));
  });
  return found
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || a.turn - b.turn)
    .slice(0, mostAnnotations)
    .map(({ turn: _, ...annotation }) => annotation);
}

const deciding: Partial<Record<Verdict, string>> = {
  fail: 'Beyond what is allowed',
  inconclusive: 'Not decided',
  incomparable: 'Not compared',
};

/**
 * The rules that made a model's verdict, without figures: annotations cannot be taken back, and those of a second run on
 * the same commit would stand beside the first ones with other numbers.
 */
function decisive({ verdict, rules }: ModelResult): string {
  const what = deciding[verdict];
  const names = rules.filter((rule) => rule.verdict === verdict).map(ruleText);
  return what === undefined || names.length === 0 ? '' : `${what}: ${listText(names)}.`;
}

/** Whether a phrase such as `its dataset data/sql.jsonl changed` names a file, or a directory that it is in. */
function names(phrase: string, file: string): boolean {
  // A setting, from one value to another, is no file of that name.
  if (phrase.includes(' → ')) return false;
  const parts = file.split('/');
  return parts.some((_, index) => {
    const path = parts.slice(0, index + 1).join('/');
    return (
      ` ${phrase} `.includes(` ${path} `) || phrase.includes(` ${path},`) || phrase.startsWith(`${path},`)
    );
  });
}
