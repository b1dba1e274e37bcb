import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { DecoderSession, TensorData } from './decoder-session.ts';
import { onnxRuntimeLibrary } from './onnxruntime-library.ts';
import { createSession, type SessionOptions } from './session.ts';

/**
 * Opens a decoder's graph. On the CPU nothing is copied between runs; on other devices, and where the library cannot be
 * called, onnxruntime-node runs it.
 */
export async function openDecoder(
  file: string,
  { nativeDirectory, ...options }: SessionOptions & { nativeDirectory: string },
): Promise<DecoderSession> {
  const library = options.device === 'cpu' ? onnxRuntimeLibrary(nativeDirectory) : null;
  return library?.createSession(file, options.threads) ?? copying(await createSession(file, options));
}

/** Writes to where it is asked to, and copies all of it once more into new memory, which nobody asked for. */
function copying(session: InferenceSession): DecoderSession {
  const tensors = (named: Readonly<Record<string, TensorData>>) =>
    Object.fromEntries(
      Object.entries(named).map(([name, { type, data, dims }]) => [
        name,
        new Tensor(type, data as never, dims),
      ]),
    );
  return {
    inputMetadata: session.inputMetadata,
    outputMetadata: session.outputMetadata,
    async run(feeds, fetches) {
      await session.run(tensors(feeds), tensors(fetches));
    },
  };
}
