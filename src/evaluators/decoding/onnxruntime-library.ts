import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type koffi from 'koffi';
import type { InferenceSession } from 'onnxruntime-node';
import { providersDirectory } from '../../native/cuda-libraries.ts';
import type { DecoderSession, TensorData, TensorType } from './decoder-session.ts';

/*
 * The C API of the library that onnxruntime-node brings (onnxruntime_c_api.h). onnxruntime-node copies every output of
 * every run into new memory, a cache of keys and values each time anew, which takes longer than small models themselves.
 * Here the runtime reads and writes the memory that it is given.
 */

/** Places of functions in `OrtApi`, which only grows at its end; the version asks for no more than is used. */
const apiVersion = 17;
const place = {
  getErrorMessage: 2,
  createEnv: 3,
  createSession: 7,
  run: 9,
  createSessionOptions: 10,
  setIntraOpNumThreads: 24,
  setInterOpNumThreads: 25,
  sessionGetInputCount: 30,
  sessionGetOutputCount: 31,
  sessionGetInputTypeInfo: 33,
  sessionGetOutputTypeInfo: 34,
  sessionGetInputName: 36,
  sessionGetOutputName: 37,
  createTensorWithData: 49,
  castTypeInfoToTensorInfo: 55,
  getOnnxTypeFromTypeInfo: 56,
  getTensorElementType: 60,
  getDimensionsCount: 61,
  getDimensions: 62,
  createCpuMemoryInfo: 69,
  getAllocatorWithDefaultOptions: 78,
  releaseStatus: 93,
  releaseValue: 96,
  releaseTypeInfo: 98,
  releaseSessionOptions: 100,
} as const;
const places = 101;

const errorsOnly = 3;
const deviceAllocator = 0;
const defaultMemory = 0;
const tensorKind = 1;

/** By ONNXTensorElementDataType. */
const elementTypes = [
  ...[undefined, 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool'],
  ...['float16', 'float64', 'uint32', 'uint64'],
] as const;
const elementTypeOf: Record<TensorType, number> = { float32: 1, int64: 7, float16: 10 };

type Pointer = bigint;

/** ONNX Runtime's library, opened once a process. */
export interface OnnxRuntimeLibrary {
  /** Opens a graph on the CPU by its path, so that its weights are read by the runtime alone, and once. */
  createSession(file: string, threads: number | null): DecoderSession;
}

const opened = new Map<string, OnnxRuntimeLibrary>();

/** The library of a directory's onnxruntime-node; null where it, or koffi to call it with, is not for this machine. */
export function onnxRuntimeLibrary(nativeDirectory: string): OnnxRuntimeLibrary | null {
  const file = libraryFile(nativeDirectory);
  if (file === null) return null;
  const library = opened.get(file);
  if (library !== undefined) return library;
  const ffi = koffiOf(nativeDirectory);
  if (ffi === null) return null;
  const fresh = open(ffi, file);
  opened.set(file, fresh);
  return fresh;
}

function koffiOf(nativeDirectory: string): typeof koffi | null {
  try {
    return createRequire(path.join(nativeDirectory, 'package.json'))('koffi');
  } catch {
    // It has no build for this machine; everything else has.
    return null;
  }
}

function libraryFile(nativeDirectory: string): string | null {
  const names = { linux: 'libonnxruntime.so.1', darwin: 'libonnxruntime.1.dylib', win32: 'onnxruntime.dll' };
  const name = names[process.platform as keyof typeof names];
  if (name === undefined) return null;
  const file = path.join(providersDirectory(nativeDirectory), name);
  return existsSync(file) ? file : null;
}

function open(ffi: typeof koffi, file: string): OnnxRuntimeLibrary {
  // What is called here stays open as long as the process.
  const base: Pointer = ffi.load(file).func('void *OrtGetApiBase()')();
  const getApi: Pointer = ffi.decode(base, 'void *');
  const api: Pointer = ffi.call(getApi, ffi.proto('void *', ['uint32_t']), apiVersion);
  const functions: Pointer[] = ffi.decode(api, 'void *', places);
  const bind = (name: keyof typeof place, result: string, ...parameters: string[]) =>
    ffi.decode(functions[place[name]], ffi.proto(result, parameters)) as (...args: unknown[]) => unknown;

  const errorMessage = bind('getErrorMessage', 'str', 'void *');
  const releaseStatus = bind('releaseStatus', 'void', 'void *');
  const fail = (status: Pointer): never => {
    const message = errorMessage(status) as string;
    releaseStatus(status);
    throw new Error(message);
  };
  const checked = (name: keyof typeof place, ...parameters: string[]) => {
    const call = bind(name, 'void *', ...parameters) as (...args: unknown[]) => Pointer | null;
    return (...args: unknown[]) => {
      const status = call(...args);
      if (status) fail(status);
    };
  };
  /** Calls a function whose last argument is where it puts its result. */
  const out = (name: keyof typeof place, ...parameters: string[]) => {
    const call = checked(name, ...parameters, 'void *');
    return (...args: unknown[]): Pointer => {
      const result = new BigUint64Array(1);
      call(...args, result);
      return result[0]!;
    };
  };

  const file_t = process.platform === 'win32' ? 'str16' : 'str';
  const createSessionOptions = out('createSessionOptions');
  const setIntraOpNumThreads = checked('setIntraOpNumThreads', 'void *', 'int');
  const setInterOpNumThreads = checked('setInterOpNumThreads', 'void *', 'int');
  const releaseSessionOptions = bind('releaseSessionOptions', 'void', 'void *');
  const createSession = out('createSession', 'void *', file_t, 'void *');
  const createTensor = checked(
    'createTensorWithData',
    ...['void *', 'void *', 'size_t', 'void *', 'size_t', 'int', 'void *'],
  );
  const releaseValue = bind('releaseValue', 'void', 'void *');
  const runSession = checked(
    'run',
    ...['void *', 'void *', 'void *', 'void *', 'size_t', 'void *', 'size_t', 'void *'],
  );
  const onnxType = out('getOnnxTypeFromTypeInfo', 'void *');
  const tensorInfo = out('castTypeInfoToTensorInfo', 'void *');
  const elementType = out('getTensorElementType', 'void *');
  const dimensionsCount = out('getDimensionsCount', 'void *');
  const getDimensions = checked('getDimensions', 'void *', 'void *', 'size_t');
  const releaseTypeInfo = bind('releaseTypeInfo', 'void', 'void *');

  const environment = out('createEnv', 'int', 'str')(errorsOnly, 'decode');
  const allocator = out('getAllocatorWithDefaultOptions')();
  const memory = out('createCpuMemoryInfo', 'int', 'int')(deviceAllocator, defaultMemory);

  function metadataOf(session: Pointer, side: 'Input' | 'Output'): InferenceSession.ValueMetadata[] {
    const count = out(`sessionGet${side}Count`, 'void *')(session);
    const nameOf = out(`sessionGet${side}Name`, 'void *', 'size_t', 'void *');
    const typeOf = out(`sessionGet${side}TypeInfo`, 'void *', 'size_t');
    return Array.from({ length: Number(count) }, (_, index) => {
      // The few bytes of a name are never given back: sessions are opened once.
      const name: string = ffi.decode(nameOf(session, index, allocator), 'char', -1);
      const type = typeOf(session, index);
      try {
        return { name, ...valueType(type) };
      } finally {
        releaseTypeInfo(type);
      }
    });
  }

  function valueType(type: Pointer) {
    if (Number(onnxType(type)) !== tensorKind) return { isTensor: false as const };
    const info = tensorInfo(type);
    const shape = new BigInt64Array(Number(dimensionsCount(info)));
    getDimensions(info, shape, shape.length);
    return {
      isTensor: true as const,
      type: (elementTypes[Number(elementType(info))] ??
        'string') as InferenceSession.TensorValueMetadata['type'],
      shape: Array.from(shape, (size) => (size < 0n ? 'unknown' : Number(size))),
    };
  }

  /** Holds pointers to values while a run lasts, and where their shapes are put together. */
  const slot = new BigUint64Array(1);
  const shapeSlot = new BigInt64Array(8);

  function tensorOf({ type, data, dims }: TensorData): Pointer {
    for (const [index, size] of dims.entries()) shapeSlot[index] = BigInt(size);
    createTensor(memory, data, data.byteLength, shapeSlot, dims.length, elementTypeOf[type], slot);
    return slot[0]!;
  }

  return {
    createSession(graph, threads) {
      const options = createSessionOptions();
      let session: Pointer;
      try {
        if (threads !== null) {
          setIntraOpNumThreads(options, threads);
          setInterOpNumThreads(options, 1);
        }
        session = createSession(environment, graph, options);
      } finally {
        releaseSessionOptions(options);
      }
      const inputMetadata = metadataOf(session, 'Input');
      const outputMetadata = metadataOf(session, 'Output');
      const inputs = namesOf(ffi, inputMetadata);
      const outputs = namesOf(ffi, outputMetadata);
      return {
        inputMetadata,
        outputMetadata,
        async run(feeds, fetches) {
          const values: Pointer[] = [];
          const pointersTo = (names: readonly string[], tensors: Readonly<Record<string, TensorData>>) => {
            const pointers = new BigUint64Array(names.length);
            for (const [index, name] of names.entries()) {
              const tensor = tensors[name];
              if (tensor === undefined) throw new Error(`nothing is given for ${name}`);
              pointers[index] = tensorOf(tensor);
              values.push(pointers[index]!);
            }
            return pointers;
          };
          try {
            const given = pointersTo(inputs.names, feeds);
            const wanted = pointersTo(outputs.names, fetches);
            runSession(
              session,
              null,
              inputs.pointers,
              given,
              given.length,
              outputs.pointers,
              wanted.length,
              wanted,
            );
          } finally {
            for (const value of values) releaseValue(value);
          }
        },
      };
    },
  };
}

/** Names as C has them; `kept` must live as long as the pointers are used. */
function namesOf(ffi: typeof koffi, metadata: readonly InferenceSession.ValueMetadata[]) {
  const names = metadata.map(({ name }) => name);
  const kept = names.map((name) => Buffer.from(`${name}\0`));
  return { names, kept, pointers: BigUint64Array.from(kept, (bytes) => ffi.address(bytes)) };
}
