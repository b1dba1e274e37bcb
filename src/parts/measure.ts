import { warning } from '@actions/core';
import { publish } from '../publish-on-github.ts';
import { runCheck } from './run-check.ts';
import { readStep } from './step.ts';

/**
 * Measures, and leaves the results for another run to judge: needs no permission, posts nothing, and fails only where
 * it cannot begin. What it judges itself is in its own summary.
 */
export async function measurePart(): Promise<void> {
  const step = await readStep();
  const { result, changedFiles } = await runCheck(step, { keeps: false });
  await publish(result, {
    ...step,
    repository: step.event.repository,
    pullRequest: null,
    into: null,
    changedFiles,
  });
  if (result.error !== null) warning(`Not everything could be measured:\n${result.error}`);
}
