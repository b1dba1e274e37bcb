import { setOutput } from '@actions/core';
import { UserError } from '../errors.ts';
import { changesOf } from '../github/changes-of.ts';
import { headCheckedOut } from '../github/checked-out.ts';
import { planCheck } from '../plan.ts';
import { modelOf } from '../read-configuration.ts';
import { readStep } from './step.ts';

/** GitHub's own limit. */
const mostJobs = 256;

/** Says which models are to be measured and where, as the matrix of the jobs that do it. */
export async function planPart(): Promise<void> {
  const { inputs, event, octokit, progress } = await readStep();
  await headCheckedOut(inputs.workingDirectory, event);
  const { changes } = await changesOf(event, inputs.workingDirectory, octokit);
  const { head, changed } = await planCheck({
    root: inputs.workingDirectory,
    configPath: inputs.config,
    changes,
    only: inputs.models,
    record: false,
  });
  const include = changed.flatMap(({ id }) => {
    const { runsOn, shards } = modelOf(head, id);
    return Array.from({ length: shards }, (_, i) => ({
      model: id,
      shard: shards > 1 ? `${i + 1}/${shards}` : '',
      'runs-on': runsOn,
    }));
  });
  if (include.length > mostJobs) {
    throw new UserError(
      `${changed.length} models are to be measured in ${include.length} jobs, and GitHub makes at most ${mostJobs} of a matrix: ` +
        'lower `shards`, or measure several models in a job (the input models).',
    );
  }
  for (const { id, reasons } of changed) progress.line(`${id}: ${reasons.join('; ')}`);
  if (changed.length === 0) progress.line('No model is touched: there is nothing to measure.');
  setOutput('matrix', JSON.stringify({ include }));
  setOutput('any', String(changed.length > 0));
}
