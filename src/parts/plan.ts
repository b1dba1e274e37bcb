import { setOutput } from '@actions/core';
import { changesOf } from '../github/changes-of.ts';
import { planCheck } from '../plan.ts';
import { modelOf } from '../read-configuration.ts';
import { readStep } from './step.ts';

/** Says which models are to be measured and where, as the matrix of the jobs that do it. */
export async function planPart(): Promise<void> {
  const { inputs, event, octokit, progress } = await readStep();
  const { changes } = await changesOf(event, inputs.workingDirectory, octokit);
  const { head, changed } = await planCheck({
    root: inputs.workingDirectory,
    configPath: inputs.config,
    changes,
    only: inputs.models,
    record: false,
  });
  const include = changed.map(({ id }) => ({ model: id, 'runs-on': modelOf(head, id).runsOn }));
  for (const { id, reasons } of changed) progress.line(`${id}: ${reasons.join('; ')}`);
  if (changed.length === 0) progress.line('No model is touched: there is nothing to measure.');
  setOutput('matrix', JSON.stringify({ include }));
  setOutput('any', String(changed.length > 0));
}
