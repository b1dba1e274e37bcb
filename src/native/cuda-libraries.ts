import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { UserError } from '../errors.ts';

/** What the CUDA provider is made of; npm's onnxruntime-node does not bring it. */
const libraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
const timeoutMs = 15 * 60_000;
const shownLines = 6;

/** Where onnxruntime-node keeps its binding, and where it looks for the providers. */
export function providersDirectory(nativeDirectory: string): string {
  return path.join(packageDirectory(nativeDirectory), 'bin', 'napi-v6', process.platform, process.arch);
}

/** The CUDA provider's libraries that are not there. */
export function missingCudaLibraries(nativeDirectory: string): string[] {
  const directory = providersDirectory(nativeDirectory);
  return libraries.filter((file) => !existsSync(path.join(directory, file)));
}

/**
 * Puts the CUDA provider's libraries beside onnxruntime-node's binding: links to those in the directory that
 * `CEGI_CUDA_DIRECTORY` names, else, where `fetch` allows it, the ones that onnxruntime-node's own install script
 * downloads (some hundred megabytes, once).
 *
 * @throws UserError where they cannot be had.
 */
export async function provideCuda(
  nativeDirectory: string,
  options: { fetch: boolean; log: (line: string) => void; env?: NodeJS.ProcessEnv },
): Promise<void> {
  const { fetch, log, env = process.env } = options;
  if (missingCudaLibraries(nativeDirectory).length === 0) return;
  if (env.CEGI_CUDA_DIRECTORY) await linkFrom(path.resolve(env.CEGI_CUDA_DIRECTORY), nativeDirectory);
  else if (fetch) await download(nativeDirectory, log, env);
}

async function linkFrom(given: string, nativeDirectory: string): Promise<void> {
  const lacking = libraries.filter((file) => !existsSync(path.join(given, file)));
  if (lacking.length > 0) {
    throw new UserError(
      `CEGI_CUDA_DIRECTORY is ${given}, but ${lacking.join(' and ')} cannot be found there. ` +
        'They are in the GPU release of ONNX Runtime of the same version.',
    );
  }
  for (const file of missingCudaLibraries(nativeDirectory)) {
    const place = path.join(providersDirectory(nativeDirectory), file);
    // Another process may do the same: the last one's link replaces the first one's.
    const fresh = `${place}.${randomUUID()}`;
    await symlink(path.join(given, file), fresh);
    await rename(fresh, place);
  }
}

async function download(
  nativeDirectory: string,
  log: (line: string) => void,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  log('Fetching the CUDA libraries of onnxruntime-node (once on this machine) ...');
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve) => {
    const script = spawn(process.execPath, ['script/install.js', '--onnxruntime-node-install'], {
      cwd: packageDirectory(nativeDirectory),
      env: { ...env, ONNXRUNTIME_NODE_INSTALL: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    script.stdout.on('data', (chunk) => output.push(String(chunk)));
    script.stderr.on('data', (chunk) => output.push(String(chunk)));
    script.on('close', resolve);
  });
  if (code === 0 && missingCudaLibraries(nativeDirectory).length === 0) return;
  const lines = output.join('').trimEnd().split('\n').slice(-shownLines);
  throw new UserError(
    `The CUDA libraries of onnxruntime-node could not be fetched:\n${lines.map((line) => `  ${line}`).join('\n')}\n` +
      'Set CEGI_CUDA_DIRECTORY to a directory that holds them, or `device: cpu` in the configuration.',
  );
}

function packageDirectory(nativeDirectory: string): string {
  const { resolve } = createRequire(path.join(nativeDirectory, 'package.json'));
  return path.dirname(resolve('onnxruntime-node/package.json'));
}
