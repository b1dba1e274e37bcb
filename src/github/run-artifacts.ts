import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { fitsPattern, withoutAttempt } from './artifact-name.ts';
import { boundedDownload } from './bounded-download.ts';
import type { Octokit } from './client.ts';
import type { Repository } from './event.ts';
import { type Failure, failureOf } from './failure.ts';
import { persist, usualPatience } from './persist.ts';

/** The run whose artifacts are wanted. */
export interface Run {
  id: number;
  /** What is known of its head from elsewhere; null for nothing. */
  headSha: string | null;
  headRepositoryId: number | null;
}

/** An artifact as GitHub lists it. Whoever ran the run named it, and filled it. */
export interface RunArtifact {
  id: number;
  name: string;
  /** As it is stored: compressed. */
  sizeBytes: number;
  /** Of the archive, in hexadecimal digits; null where GitHub does not say it. */
  sha256: string | null;
  expired: boolean;
}

/** A hundred artifacts each. */
const mostPages = 10;
const downloadTimeoutMs = 60_000;

/**
 * The artifacts of a run whose names fit a pattern. Of one that several attempts of the run left the newest: a job that
 * is run again replaces what it left before, and what other jobs left stays.
 *
 * @throws UserError where they cannot be listed, or there are too many
 */
export async function listArtifacts(
  octokit: Octokit,
  { owner, name: repo }: Repository,
  run: Run,
  { pattern, most }: { pattern: string; most: number },
): Promise<RunArtifact[]> {
  const newest = new Map<string, RunArtifact>();
  for (let page = 1; ; page++) {
    const listed = await persist(
      octokit.endurance,
      async (signal) => {
        const { data } = await octokit.rest.actions.listWorkflowRunArtifacts({
          owner,
          repo,
          run_id: run.id,
          per_page: 100,
          page,
          request: { signal },
        });
        return data.artifacts;
      },
      usualPatience(octokit.endurance),
      adviceFor,
    );
    for (const artifact of listed) {
      if (!fitsPattern(artifact.name, pattern)) continue;
      if (!isOf(run, artifact)) {
        throw new UserError(
          `GitHub lists an artifact for the run ${run.id} that is of another run or commit: ${artifact.id}.`,
        );
      }
      const shard = withoutAttempt(artifact.name);
      const earlier = newest.get(shard);
      if (!earlier || earlier.id < artifact.id) newest.set(shard, shown(artifact));
    }
    if (newest.size > most || (listed.length === 100 && page === mostPages)) {
      throw new UserError(`The run ${run.id} has more artifacts than any that this program measures.`);
    }
    if (listed.length < 100) return [...newest.values()];
  }
}

/**
 * The archive of an artifact; null where it is gone.
 *
 * @throws TooLarge where it is larger than the limit
 * @throws UserError where it cannot be downloaded
 */
export function downloadArtifact(
  octokit: Octokit,
  { owner, name: repo }: Repository,
  artifact: RunArtifact,
  limitBytes: number,
): Promise<Buffer | null> {
  return persist(
    octokit.endurance,
    async (signal) => {
      try {
        // The address is good for a minute: every attempt asks for one of its own.
        const url = await addressOf(artifact, signal);
        const archive = await boundedDownload(url, { limitBytes, timeoutMs: downloadTimeoutMs, signal });
        const sha256 = createHash('sha256').update(archive).digest('hex');
        if (artifact.sha256 === null || artifact.sha256 === sha256) return archive;
        throw Object.assign(new Error('what came is not what was uploaded'), { status: 500 });
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
    usualPatience(octokit.endurance),
    adviceFor,
  );

  async function addressOf({ id }: RunArtifact, signal: AbortSignal): Promise<string> {
    const { headers } = await octokit.rest.actions.downloadArtifact({
      owner,
      repo,
      artifact_id: id,
      archive_format: 'zip',
      // The storage takes no token of GitHub's, and what comes from it must be read within limits.
      request: { signal, redirect: 'manual' },
    });
    if (headers.location) return headers.location;
    throw new UserError(`GitHub does not say where the artifact ${id} lies.`);
  }
}

type Listed = Awaited<
  ReturnType<Octokit['rest']['actions']['listWorkflowRunArtifacts']>
>['data']['artifacts'][number];

function isOf({ id, headSha, headRepositoryId }: Run, { workflow_run: run }: Listed): boolean {
  const agrees = <T>(said: T | undefined, known: T | null) =>
    said === undefined || known === null || said === known;
  return (
    agrees(run?.id, id) && agrees(run?.head_sha, headSha) && agrees(run?.head_repository_id, headRepositoryId)
  );
}

function shown({ id, name, size_in_bytes: sizeBytes, expired, digest }: Listed): RunArtifact {
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1] ?? null;
  return { id, name, sizeBytes, sha256, expired };
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'status' in error && failureOf(error).kind === 'missing';
}

function adviceFor({ kind }: Failure): string {
  return kind === 'forbidden' || kind === 'missing'
    ? 'The results of other jobs and runs are read with the permission `actions: read`.'
    : 'Run the report again, or download the artifacts in a step before it and name their directory in `results`.';
}
