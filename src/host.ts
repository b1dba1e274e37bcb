import { koffiMayBeNeeded } from './energy/counters/discover.ts';
import { acquireHostLock } from './energy/host-lock.ts';
import { recorderProcess } from './energy/meter/recorder-process.ts';
import { transformersEvaluator } from './evaluators/transformers.ts';
import { bundleFile } from './native/bundle-file.ts';
import { provideCuda } from './native/cuda-libraries.ts';
import { ensureNative } from './native/ensure-native.ts';
import type { Progress } from './progress.ts';
import type { Host } from './workbench.ts';

/** This machine: its counters, and its evaluators with the native parts they need, installed when first asked for. */
export function thisHost(
  progress: Progress,
  { root, nativeCache = null }: { root: string; nativeCache?: string | null },
): Host {
  const log = (line: string) => progress.line(line);
  let native: Promise<string> | undefined;
  const nativeParts = () => {
    native ??= ensureNative({ log, ...(nativeCache ? { cacheDirectory: nativeCache } : {}) });
    return native;
  };
  return {
    async openRecorder({ counters: wanted, prometheus }) {
      const token = process.env.CEGI_PROMETHEUS_TOKEN;
      return recorderProcess({
        wanted,
        prometheus,
        childScript: bundleFile('recorder-child.js'),
        nativeDirectory: koffiMayBeNeeded({ wanted, prometheus }) ? await nativeParts() : null,
        env: prometheus && token ? { CEGI_PROMETHEUS_TOKEN: token } : {},
        log,
      });
    },
    lock: (wait) => acquireHostLock({ holder: { what: whoMeasures(process.env) }, ...wait }),
    fetchHubModel:
      (signal) =>
      async ({ repository, revision }, dtype) => {
        const { fetchHubModel } = await import('./models/hub.ts');
        return fetchHubModel({ repository, revision, dtype, env: process.env, log, signal });
      },
    async openEvaluator({ id, source, evaluator: settings }, { directory }, from = root) {
      if (settings.kind === 'openai') {
        const { openAiEvaluator } = await import('./evaluators/openai/openai.ts');
        return openAiEvaluator({ id, settings, env: process.env, log });
      }
      if (settings.kind === 'command') {
        const { commandEvaluator } = await import('./evaluators/command/command.ts');
        return commandEvaluator({ id, settings, source, directory: from, env: process.env, log });
      }
      if (directory === null) throw new Error(`${id} has no directory`);
      const nativeDirectory = await nativeParts();
      const { device } = settings;
      // Hundreds of megabytes are fetched only for those who ask for CUDA by name.
      if (device !== 'cpu') await provideCuda(nativeDirectory, { fetch: device === 'cuda', log });
      const childScript = bundleFile('transformers-child.js');
      return transformersEvaluator({ id, directory, settings, childScript, nativeDirectory, log });
    },
  };
}

/** What others who wait for this machine are told: the address of the run, or the directory of a terminal. */
function whoMeasures(env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : process.cwd();
}
