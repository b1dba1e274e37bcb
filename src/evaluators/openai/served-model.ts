import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServeConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import { type ServedProcess, startServedProcess } from '../../processes/served-process.ts';
import type { ServerClient } from './server-client.ts';

export interface ServedModelOptions {
  serve: ServeConfig;
  client: ServerClient;
  /** This process's environment. */
  env: NodeJS.ProcessEnv;
  tell: (line: string) => void;
  /** What the server writes is told only then; after that, its last lines are kept for errors. */
  isLoading: () => boolean;
}

const occupiedTimeoutMs = 2_000;
const healthEveryMs = 250;
const healthTimeoutS = 5;
const progressEveryMs = 10_000;
/** Of what a server writes while it loads. */
const shownLines = 100;

/** A server's command as messages name it. */
export function commandInWords({ command }: ServeConfig): string {
  return plainLine(command.join(' '), 120);
}

/**
 * Starts the server of a model, unless something answers at its address already: that would be measured in its place.
 *
 * @throws UserError
 */
export async function startServer(options: ServedModelOptions): Promise<ServedProcess> {
  const { serve, client, env, tell, isLoading } = options;
  const { host } = new URL(client.url);
  if (await isOccupied(new URL(client.url))) {
    throw new UserError(
      `something listens at ${host} before its server is started, and might be measured in its place: end that, or take another port in \`url\` and \`serve.command\`.`,
    );
  }
  tell(`starting ${commandInWords(serve)}`);
  let lines = 0;
  try {
    return await startServedProcess({
      command: serve.command,
      env: serve.env,
      passEnv: serve.passEnv,
      from: env,
      onLine(line) {
        if (!isLoading()) return;
        lines += 1;
        if (lines <= shownLines) tell(`server: ${client.shown(line)}`);
        if (lines === shownLines) tell('server: (its further lines are not shown)');
      },
    });
  } catch (error) {
    throw error instanceof UserError ? new UserError(`its server: ${error.message}`) : error;
  }
}

/**
 * Waits until a server's health address answers with success, and tells how that goes.
 *
 * @throws UserError where it takes too long; the signal's reason, which is aborted where the process ends.
 */
export async function untilHealthy(
  process: ServedProcess,
  { serve, client, tell }: ServedModelOptions,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  const elapsedS = () => (performance.now() - startMs) / 1000;
  let toldAtMs = startMs;
  for (;;) {
    const page = await client.getFromRoot(serve.health, { timeoutS: healthTimeoutS, signal });
    if (!('refusal' in page)) break;
    const { reason } = page.refusal;
    if (elapsedS() > serve.startTimeoutS) {
      throw new UserError(
        `its server (${commandInWords(serve)}) was not ready after ${serve.startTimeoutS} s: ${client.url}, asked at ${serve.health}, ${reason}. See \`serve.health\` and \`serve.start-seconds\`.${process.lastLines()}`,
      );
    }
    if (performance.now() - toldAtMs > progressEveryMs) {
      toldAtMs = performance.now();
      const last = process.lastLine();
      const wrote = last === '' ? '' : `; it wrote last: ${client.shown(last)}`;
      tell(`waiting for its server since ${Math.round(elapsedS())} s${wrote}`);
    }
    await pause(signal);
  }
  // Another program may have answered, while the one that was started ends for want of the port.
  await pause(signal);
  tell(`its server is ready after ${elapsedS().toFixed(1)} s`);
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(healthEveryMs, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

async function isOccupied({ hostname, port, protocol }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
    });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(occupiedTimeoutMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
