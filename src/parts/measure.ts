import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getState, saveState, setOutput, warning } from '@actions/core';
import { UserError } from '../errors.ts';
import { nameInAttempt } from '../github/artifact-name.ts';
import { failStep } from '../github/outputs.ts';
import { NameTaken, uploadArtifact } from '../github/upload-artifact.ts';
import { publish } from '../publish-on-github.ts';
import { runCheck } from './run-check.ts';
import { readStep, type Step } from './step.ts';

/** What the report needs, and what people read. */
const artifactFiles = ['result.json', 'comment.md', 'report.html'];

/** What the end of the job is told of the upload, by the name that it has in the step's state. */
const upload = { state: 'upload', waits: 'waits', begun: 'begun' };

/**
 * Measures, and uploads the results for another job or run to judge: needs no permission, posts nothing, and fails only
 * where it cannot begin, or its results would reach nobody. What it judges itself is in its own summary.
 */
export async function measurePart(): Promise<void> {
  const step = await readStep();
  const { directory, event, inputs, progress, cancelled } = step;
  // An earlier step's are not this one's.
  for (const file of artifactFiles) await rm(join(directory, file), { force: true });
  if (inputs.artifact !== null) saveState(upload.state, upload.waits);
  const { result, changedFiles } = await runCheck(step, { keeps: false });
  await publish(result, {
    ...step,
    repository: event.repository,
    pullRequest: null,
    mergeGroup: null,
    into: null,
    changedFiles,
  });
  if (result.error !== null) warning(`Not everything could be measured:\n${result.error}`);
  if (inputs.artifact === null) return;
  if (cancelled.aborted) {
    // A runner gives a step that it ends a few seconds, and those at the end of the job minutes.
    progress.line('What was measured is uploaded at the end of the job.');
    return;
  }
  await uploadResults(step, { again: false });
}

/** At the end of the job: uploads what was measured, where the step was ended before it could, or failed to. */
export async function measurePostPart(): Promise<void> {
  const state = getState(upload.state);
  if (state === '') return;
  const step = await readStep();
  if (existsSync(join(step.directory, 'result.json')))
    await uploadResults(step, { again: state === upload.begun });
  else step.progress.line('Nothing was measured, so nothing is uploaded.');
}

async function uploadResults({ inputs, event, directory, progress }: Step, { again }: { again: boolean }) {
  const name = nameInAttempt(inputs.artifact!, event.attempt, again);
  const { retentionDays } = inputs;
  // Whatever ends it, the name is then given away.
  saveState(upload.state, upload.begun);
  try {
    const uploaded = await uploadArtifact({ name, directory, files: artifactFiles, retentionDays });
    saveState(upload.state, '');
    if (uploaded === null) {
      warning(
        'Nothing was uploaded: a GitHub Enterprise Server has no service for it. Upload ' +
          `${directory} in a step after this one with actions/upload-artifact@v3 (\`if: always()\`), and let the ` +
          'report read what actions/download-artifact@v3 made of it (input results).',
      );
      return;
    }
    progress.line(`Uploaded the artifact ${name}.`);
    setOutput('artifact', name);
    setOutput('artifact-id', uploaded.id);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error instanceof NameTaken) saveState(upload.state, '');
    failStep(
      `${error.message} The results lie in ${directory}, where only later steps of this job see them.`,
    );
  }
}
