import { createRequire } from 'node:module';
import path from 'node:path';
import { env } from '@huggingface/transformers';
import { chooseDevice } from './device.ts';
import type { EvaluationItem } from './evaluator.ts';
import { loadModel } from './load-model.ts';
import type { LoadedModel } from './loaded-model.ts';
import { runPass } from './run-pass.ts';
import { nativeDirectoryVariable, type Reply, type Request } from './transformers-messages.ts';

/** The process that holds a model: answers `Request`s on its IPC channel with `Reply`s, one at a time. */
const nativeDirectory = process.env[nativeDirectoryVariable] as string;
let loaded: LoadedModel | null = null;
let items: readonly EvaluationItem[] = [];

function reply(message: Reply): void {
  process.send?.(message);
}

async function answer(request: Request): Promise<Reply> {
  if (request.kind === 'load') {
    const note = (line: string) => reply({ kind: 'note', line });
    const device = await chooseDevice(request.device, nativeDirectory, note);
    loaded = await explained(
      `${request.directory} could not be loaded`,
      loadModel({ ...request, device, nativeDirectory }),
    );
    return { kind: 'loaded', loaded: { device, runtime: runtime() } };
  }
  if (loaded === null) throw new Error('a pass was asked for before a model was loaded');
  items = request.items ?? items;
  const onProgress = (done: number) => reply({ kind: 'progress', done });
  const pass = await explained('inference failed', runPass(loaded, items, { ...request, onProgress }));
  return { kind: 'passed', pass };
}

/** Says what was being done when a library failed: its own messages often do not. */
function explained<T>(what: string, work: Promise<T>): Promise<T> {
  return work.catch((error: Error) => {
    throw new Error(`${what}: ${error.message}`, { cause: error });
  });
}

function runtime(): string {
  const require = createRequire(path.join(nativeDirectory, 'package.json'));
  const { version } = require('onnxruntime-node/package.json') as { version: string };
  return `onnxruntime ${version}, transformers.js ${env.version}`;
}

process.on('message', async (request: Request) => {
  try {
    reply(await answer(request));
  } catch (error) {
    reply({ kind: 'failed', message: (error as Error).message });
  }
});
// The program that asked is gone, and nobody else would end this process.
process.on('disconnect', () => process.exit());
