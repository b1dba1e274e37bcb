import os from 'node:os';
import path from 'node:path';

/**
 * Where native parts are kept between runs: the runner's tool cache where there is one, else the user's cache.
 * An empty variable counts as unset, as the XDG specification asks.
 */
export function nativeCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.RUNNER_TOOL_CACHE) return path.join(env.RUNNER_TOOL_CACHE, 'cegi');
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'cegi');
}
