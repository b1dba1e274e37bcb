import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { bundleFile } from './bundle-file.ts';
import { nativeCacheDirectory } from './cache-directory.ts';
import { missingNativePackages, nativePackages } from './native-directory.ts';
import { npmCi } from './npm-ci.ts';

export interface EnsureNativeOptions {
  log: (line: string) => void;
  /** Already holds the native parts; nothing is installed. `CEGI_NATIVE_DIRECTORY` by default. */
  directory?: string;
  /** Holds `package.json` and `package-lock.json` of the native parts. */
  manifestDirectory?: string;
  /** Kept between runs; may be shared by several processes. */
  cacheDirectory?: string;
  env?: NodeJS.ProcessEnv;
}

/** Written last into an installation; a directory without it is never used. */
const completeMark = '.complete';
const temporarySuffix = '.installing';
/** Longer than any installation takes, so that what is older was left by a crash. */
const leftoverAgeMs = 60 * 60_000;

/**
 * Gives a directory from whose `node_modules` onnxruntime-node, sharp and koffi resolve, and installs them
 * into the cache on first use.
 *
 * Several processes may call this at once: each installs into a directory of its own, and the first to finish
 * gives its directory the final name.
 *
 * @throws UserError where npm is missing or fails, or a package cannot be found.
 */
export async function ensureNative(options: EnsureNativeOptions): Promise<string> {
  const { log, env = process.env } = options;
  const given = options.directory || env.CEGI_NATIVE_DIRECTORY;
  if (given) return givenDirectory(path.resolve(given));

  const manifestDirectory = options.manifestDirectory ?? bundleFile('native');
  const cacheDirectory = options.cacheDirectory ?? nativeCacheDirectory(env);

  const lock = await readFile(path.join(manifestDirectory, 'package-lock.json'));
  const key = createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
  const final = path.join(cacheDirectory, key);
  if (existsSync(path.join(final, completeMark))) return final;

  await makeCacheDirectory(cacheDirectory);
  await removeLeftovers(cacheDirectory);
  log(`Installing ${nativePackages.join(', ')} into ${final} (once on this machine) ...`);
  const startedAt = performance.now();
  const temporary = `${final}.${randomBytes(6).toString('hex')}${temporarySuffix}`;
  try {
    await mkdir(temporary);
    for (const file of ['package.json', 'package-lock.json'])
      await cp(path.join(manifestDirectory, file), path.join(temporary, file));
    await npmCi(temporary, env);
    refuseMissing(temporary, 'npm reported success, but');
    await pruneForeignBinaries(temporary);
    const megabytes = Math.round((await directorySize(temporary)) / 1e6);
    await writeFile(path.join(temporary, completeMark), '');
    await renameUnlessThere(temporary, final);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    log(`Installed in ${seconds} s, ${megabytes} MB.`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return final;
}

function givenDirectory(directory: string): string {
  refuseMissing(directory, `The native parts were to be taken from ${directory}, but`);
  return directory;
}

function refuseMissing(directory: string, opening: string): void {
  const missing = missingNativePackages(directory);
  if (missing.length === 0) return;
  throw new UserError(
    `${opening} ${missing.join(', ')} cannot be found in ${path.join(directory, 'node_modules')}. ` +
      'Run `npm ci` in a copy of dist/native and set CEGI_NATIVE_DIRECTORY to that copy.',
  );
}

async function makeCacheDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new UserError(
      `The cache directory ${directory} could not be made (${(error as Error).message}). Set RUNNER_TOOL_CACHE or XDG_CACHE_HOME to a directory that can be written to.`,
    );
  }
}

async function removeLeftovers(cacheDirectory: string): Promise<void> {
  for (const name of await readdir(cacheDirectory)) {
    if (!name.endsWith(temporarySuffix)) continue;
    const leftover = path.join(cacheDirectory, name);
    // Another process may remove it first, or finish it.
    const age = Date.now() - (await stat(leftover).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > leftoverAgeMs) await rm(leftover, { recursive: true, force: true });
  }
}

/** onnxruntime-node ships every platform's libraries, 288 MB of them; one platform is used. */
async function pruneForeignBinaries(directory: string): Promise<void> {
  const binaries = path.join(directory, 'node_modules', 'onnxruntime-node', 'bin');
  for (const api of await readdir(binaries)) {
    for (const platform of await readdir(path.join(binaries, api))) {
      for (const arch of await readdir(path.join(binaries, api, platform))) {
        if (platform === process.platform && arch === process.arch) continue;
        await rm(path.join(binaries, api, platform, arch), { recursive: true });
      }
    }
  }
}

async function renameUnlessThere(temporary: string, final: string): Promise<void> {
  try {
    await rename(temporary, final);
  } catch (error) {
    if (existsSync(path.join(final, completeMark))) return;
    if (!existsSync(final)) throw error;
    // Something that was never completed lies under the final name.
    await rm(final, { recursive: true, force: true });
    await rename(temporary, final);
  }
}

async function directorySize(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    bytes += entry.isDirectory() ? await directorySize(file) : entry.isFile() ? (await stat(file)).size : 0;
  }
  return bytes;
}
