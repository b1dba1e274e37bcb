import { spawn } from 'node:child_process';
import path from 'node:path';
import { UserError } from '../errors.ts';

const timeoutMs = 10 * 60_000;
const shownLines = 15;

const wayOut =
  'Install the packages elsewhere (`npm ci` beside dist/native/package.json) and set CEGI_NATIVE_DIRECTORY to that directory.';

/**
 * Runs `npm ci` in a directory that holds a manifest and its lock. No package's own scripts run.
 *
 * @throws UserError where npm is missing, fails or hangs, with its last lines.
 */
export async function npmCi(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  const output: string[] = [];
  const args = ['ci', '--omit=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const ended = await new Promise<{ code: number | null; signal: string | null } | Error>((resolve) => {
    const npm = spawn('npm', args, {
      cwd: directory,
      // npm often lies beside node without being on the PATH of a runner's service.
      env: {
        ...env,
        PATH: [env.PATH, path.dirname(process.execPath)].filter(Boolean).join(path.delimiter),
        ONNXRUNTIME_NODE_INSTALL: 'skip',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      // npm is a script with the suffix .cmd on Windows, which only a shell finds.
      shell: process.platform === 'win32',
    });
    npm.stdout.on('data', (chunk) => output.push(String(chunk)));
    npm.stderr.on('data', (chunk) => output.push(String(chunk)));
    npm.on('error', resolve);
    npm.on('close', (code, signal) => resolve({ code, signal }));
  });
  if (ended instanceof Error) {
    const missing = (ended as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      `npm ${missing ? 'was not found' : `could not be started (${ended.message})`}, and it is needed once on this machine to install onnxruntime-node, sharp and koffi. ` +
        `Put npm on the PATH (Node.js brings it). ${wayOut}`,
    );
  }
  if (ended.code === 0) return;
  const how = ended.signal ? `was ended by ${ended.signal}` : `failed with exit code ${ended.code}`;
  const lines = output.join('').trimEnd().split('\n').slice(-shownLines);
  throw new UserError(
    `npm ${how} while it installed onnxruntime-node, sharp and koffi:\n${lines.map((line) => `  ${line}`).join('\n')}\n` +
      `Check that the npm registry can be reached from this machine. ${wayOut}`,
  );
}
