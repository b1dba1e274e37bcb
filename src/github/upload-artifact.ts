import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';

export interface UploadOptions {
  name: string;
  /** Of the files; those that are not there are left out. */
  directory: string;
  files: readonly string[];
  /** Null for what the repository says. */
  retentionDays: number | null;
  /** All attempts, and the waits between them. */
  limitMs?: number;
}

/** This run has given the name away already. */
export class NameTaken extends UserError {}

/**
 * Uploads files as an artifact of this run, with what the runner gives each step for that: no permission is needed. Null
 * where GitHub has no such service, as a GitHub Enterprise Server.
 *
 * @throws UserError where it cannot be done, or not in time
 */
export async function uploadArtifact(options: UploadOptions): Promise<{ id: number } | null> {
  const { name, directory, files, retentionDays, limitMs = 240_000 } = options;
  // Loaded here because it is heavy, and only this part needs it.
  const { default: client } = await import('@actions/artifact');
  const paths = files.map((file) => join(directory, file)).filter((path) => existsSync(path));
  const upload = client.uploadArtifact(name, paths, directory, {
    ...(retentionDays !== null && { retentionDays }),
  });
  const limit = new AbortController();
  const late = sleep(limitMs, null, { signal: limit.signal }).then(
    () => {
      throw new Error(`there was no end to it within ${limitMs / 1000} s`);
    },
    () => undefined,
  );
  try {
    const uploaded = await Promise.race([upload, late]);
    return { id: uploaded!.id! };
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === 'GHESNotSupportedError') return null;
    if (/\(409\)/.test(message)) {
      throw new NameTaken(
        `This run has an artifact ${name} already. Give each measuring step a name of its own in the input artifact.`,
      );
    }
    throw new UserError(`The artifact ${name} was not uploaded: ${message}`);
  } finally {
    limit.abort();
  }
}
