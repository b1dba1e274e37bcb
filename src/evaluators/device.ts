import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../config/config.ts';

type ChosenDevice = Exclude<Device, 'auto'>;

/** The graph `y = x + x` over one float: the smallest model that a device can be tried with. */
const smallestModel = Buffer.from(
  'CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgIQEQ==',
  'base64',
);

/** What the CUDA provider is made of; npm's onnxruntime-node does not bring it. */
const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/**
 * Chooses the device that a model runs on by creating a session on each candidate: the runtime's own `auto`
 * and `gpu` throw where CUDA is missing.
 *
 * @throws Error with what is missing, where a device was asked for that does not work.
 */
export async function chooseDevice(
  asked: Device,
  nativeDirectory: string,
  note: (line: string) => void,
): Promise<ChosenDevice> {
  if (asked === 'cpu') return asked;
  const candidates: Exclude<ChosenDevice, 'cpu'>[] = asked === 'auto' ? ['cuda', 'webgpu'] : [asked];
  for (const device of candidates) {
    const obstacle = (device === 'cuda' && missingCuda(nativeDirectory)) || (await sessionFailure(device));
    if (obstacle === null) return device;
    if (asked !== 'auto') throw new Error(`device ${device} cannot be used: ${obstacle}`);
    note(`Not on ${device}: ${obstacle}`);
  }
  return 'cpu';
}

function missingCuda(nativeDirectory: string): string | null {
  const directory = librariesDirectory(nativeDirectory);
  const missing = cudaLibraries.filter((file) => !existsSync(path.join(directory, file)));
  if (missing.length === 0) return null;
  return `${missing.join(' and ')} missing in ${directory}. Copy them there from ONNX Runtime's GPU release of the same version, and install CUDA 12 and cuDNN 9; or set \`device: cpu\`.`;
}

/** Where onnxruntime-node keeps its binding, and where it looks for the providers. */
function librariesDirectory(nativeDirectory: string): string {
  const manifest = createRequire(path.join(nativeDirectory, 'package.json')).resolve(
    'onnxruntime-node/package.json',
  );
  return path.join(path.dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
}

async function sessionFailure(device: ChosenDevice): Promise<string | null> {
  try {
    const session = await InferenceSession.create(smallestModel, { executionProviders: [device] });
    await session.release();
    return null;
  } catch (error) {
    return lastSentence((error as Error).message);
  }
}

/** onnxruntime's messages begin with a source file and a function's signature; what went wrong ends them. */
function lastSentence(message: string): string {
  const line = message.trim().split('\n')[0] as string;
  return line.slice(line.lastIndexOf(' was false. ') + 1).replace(/^was false\. /, '');
}
