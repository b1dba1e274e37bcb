import { failStep } from '../github/outputs.ts';
import { failureOfStep, overridden, publish } from '../publish-on-github.ts';
import { publishOnBranch } from './branch-pages.ts';
import { keepOverrides } from './keep-overrides.ts';
import { intoOf, mergeGroupOf, pullRequestNumber, recordsBaselines, runCheck } from './run-check.ts';
import { readStep } from './step.ts';

/** The whole check in one step: measures, judges and reports. */
export async function checkPart(): Promise<void> {
  const step = await readStep();
  const { inputs, event } = step;
  if (inputs.calibrate) {
    const { calibratePart } = await import('./calibrate.ts');
    return calibratePart(step);
  }
  const { result: judged, changedFiles, config } = await runCheck(step, { keeps: true });
  const { repository } = event;
  const to = {
    ...step,
    repository,
    pullRequest: pullRequestNumber(event),
    mergeGroup: mergeGroupOf(event),
    into: intoOf(event),
    changedFiles,
  };
  const result = await overridden(judged, to);
  await publish(result, to);
  if (config) {
    await publishOnBranch(result, config, step);
    await keepOverrides(result, config, step);
  }
  // The report is out; only now may the step fail.
  const failure = failureOfStep(result, inputs);
  if (failure !== null && (result.error !== null || !recordsBaselines(event))) failStep(failure);
}
