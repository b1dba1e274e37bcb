import type { ResultFile, Unreadable } from './collect-results.ts';
import { UserError } from './errors.ts';
import { TooLarge } from './github/bounded-download.ts';
import type { Octokit } from './github/client.ts';
import type { Repository } from './github/event.ts';
import { downloadArtifact, listArtifacts, type Run, type RunArtifact } from './github/run-artifacts.ts';
import { filesInZip, UnfitArchive } from './github/zip.ts';
import { plainText } from './report/escape.ts';
import { resultLimits } from './result-limits.ts';

export interface ArtifactSource {
  octokit: Octokit;
  repository: Repository;
  run: Run;
  /** Of the artifacts' names, with `*` for anything. */
  pattern: string;
}

/** More than any archive of this program holds. */
const mostEntries = 1000;

/**
 * Every `result.json` in the artifacts of a run, read in memory: nothing of them reaches a file system, and all sizes are
 * bounded while they are read. An artifact that cannot be read does not hide the others.
 *
 * @throws UserError where there is none, there is too much, or GitHub does not give them
 */
export async function* resultsInArtifacts(source: ArtifactSource): AsyncGenerator<ResultFile | Unreadable> {
  const { octokit, repository, run, pattern } = source;
  const artifacts = await listArtifacts(octokit, repository, run, { pattern, most: resultLimits.files });
  let [files, bytes, unreadable] = [0, 0, 0];
  for (const artifact of artifacts) {
    const name = plainText(artifact.name);
    try {
      for await (const file of resultsIn(artifact, source)) {
        files += 1;
        bytes += file.bytes.length;
        if (files > resultLimits.files || bytes > resultLimits.bytes) {
          throw new UserError(
            `The results of the run ${run.id} are larger than any that this program writes.`,
          );
        }
        yield { name: `${name}: ${plainText(file.path)}`, text: file.bytes.toString() };
      }
    } catch (error) {
      if (!(error instanceof TooLarge || error instanceof UnfitArchive)) throw error;
      unreadable += 1;
      yield { problem: `The artifact ${name} cannot be used: ${plainText(error.message)}.` };
    }
  }
  if (files + unreadable > 0) return;
  throw new UserError(
    artifacts.length === 0
      ? `The run ${run.id} has no artifact ${pattern}: did its measuring jobs upload their results?`
      : `None of the ${artifacts.length} artifacts ${pattern} of the run ${run.id} holds a result.`,
  );
}

async function* resultsIn(artifact: RunArtifact, { octokit, repository }: ArtifactSource) {
  const { fileBytes } = resultLimits;
  if (artifact.expired) throw new UnfitArchive('it is expired; measure again');
  if (artifact.sizeBytes > fileBytes) throw new TooLarge(`it is larger than ${fileBytes} bytes`);
  const archive = await downloadArtifact(octokit, repository, artifact, fileBytes);
  if (archive === null) throw new UnfitArchive('it is gone');
  yield* filesInZip(archive, { name: 'result.json', entries: mostEntries, fileBytes });
}
