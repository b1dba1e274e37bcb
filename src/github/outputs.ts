import { error, notice, setFailed, setOutput, summary, warning } from '@actions/core';
import type { Verdict } from '../measurement/result.ts';
import { plainForRunner } from './log.ts';

/** The outputs of `action.yml`. */
export interface Outputs {
  verdict: Verdict;
  /** What the verdict comes to under the rules in force. */
  conclusion: 'success' | 'failure' | 'neutral';
  /** Directory of `result.json` and of the reports. */
  results: string;
  /** Path of `result.json`. */
  result: string;
  /** Path of the HTML report. */
  report: string;
  /** Path of the badge's endpoint JSON. */
  badge: string;
  /** Null where no comment was posted. */
  commentUrl: string | null;
  /** Ids of the models that count as changed. */
  modelsChanged: readonly string[];
}

/** Sets the outputs of the step; `models-changed` is a JSON list, so that any id survives. */
export function writeOutputs(outputs: Outputs): void {
  setOutput('verdict', outputs.verdict);
  setOutput('conclusion', outputs.conclusion);
  setOutput('results', outputs.results);
  setOutput('result', outputs.result);
  setOutput('report', outputs.report);
  setOutput('badge', outputs.badge);
  setOutput('comment-url', outputs.commentUrl ?? '');
  setOutput('models-changed', JSON.stringify(outputs.modelsChanged));
}

/** Fails the step, for a reason that may hold what others wrote. */
export function failStep(reason: string): void {
  setFailed(plainForRunner(reason));
}

export interface Annotation {
  level: 'notice' | 'warning' | 'error';
  title: string;
  message: string;
  /** Relative to the repository's root. */
  file?: string;
  line?: number;
}

/** Shows a message at the run, and in the diff where a file is named. */
export function annotate({ level, title, message, file, line }: Annotation): void {
  const show = { notice, warning, error }[level];
  show(message, {
    title,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { startLine: line }),
  });
}

/** GitHub drops a summary that is larger than this. */
export const summaryLimitBytes = 1024 * 1024;

const cutNotice = '\n\n_The rest was left out: GitHub shows 1 MiB of a step. The report has all of it._\n';

/**
 * Adds Markdown to the job's summary, cut at a line's end where it is too long for GitHub.
 *
 * @returns false where there is no summary to write to; a verdict must not depend on it
 */
export async function writeSummary(markdown: string): Promise<boolean> {
  if (!process.env.GITHUB_STEP_SUMMARY) return false;
  try {
    // A write that failed leaves its text behind.
    await summary.emptyBuffer().addRaw(fitted(markdown), true).write();
    return true;
  } catch (failure) {
    warning(`The job's summary could not be written: ${(failure as Error).message}`);
    return false;
  }
}

function fitted(markdown: string): string {
  const bytes = Buffer.from(markdown);
  // One more for the line end that is added.
  if (bytes.byteLength + 1 <= summaryLimitBytes) return markdown;
  const room = summaryLimitBytes - Buffer.byteLength(cutNotice) - 1;
  const lastLine = bytes.lastIndexOf('\n', room);
  let end = lastLine > 0 ? lastLine : room;
  // Not inside a character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString() + cutNotice;
}
