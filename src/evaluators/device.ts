import { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../config/config.ts';
import { missingCudaLibraries, providersDirectory } from '../native/cuda-libraries.ts';

type ChosenDevice = Exclude<Device, 'auto'>;

/** The graph `y = x + x` over one float: the smallest model that a device can be tried with. */
const smallestModel = Buffer.from(
  'CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgIQEQ==',
  'base64',
);

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
  const missing = missingCudaLibraries(nativeDirectory);
  if (missing.length === 0) return null;
  return `${missing.join(' and ')} missing in ${providersDirectory(nativeDirectory)}. Set CEGI_CUDA_DIRECTORY to a directory that holds them (from ONNX Runtime's GPU release of the same version), and install CUDA 12 and cuDNN 9; or set \`device: cpu\`.`;
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
