/** A call that NVML answered with anything but success. */
export class NvmlError extends Error {
  override name = 'NvmlError';
  readonly code: number;

  constructor(code: number) {
    super(nvmlReturns[code] ?? `NVML answered with error ${code}`);
    this.code = code;
  }
}

/** Codes of nvmlReturn_t. */
export const notSupported = 3;
export const functionNotFound = 13;
const deprecated = 26;

/** Whether an error says that the GPU, or a driver older or newer than the function, cannot tell. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof NvmlError && [notSupported, functionNotFound, deprecated].includes(error.code);
}

/** What the person can do about an error of NVML; null where nothing is known to help. */
export function fixOf(error: unknown): string | null {
  return error instanceof NvmlError ? (fixes[error.code] ?? null) : null;
}

const restart = 'restart the machine';

const fixes: Record<number, string> = {
  4: "let the runner's user open /dev/nvidia*: see `ls -l /dev/nvidia*`",
  8: 'attach all of its power cables',
  9: 'load the driver: `sudo modprobe nvidia`',
  12: 'install the whole driver; in a container, start it through the NVIDIA Container Toolkit',
  15: restart,
  16: `${restart}, or reset the GPU: \`sudo nvidia-smi --gpu-reset\``,
  18: `${restart}, so that both are of one version; in a container, restart that too`,
};

/** nvmlReturn_t in words. */
const nvmlReturns: Record<number, string> = {
  1: 'NVML is not initialised',
  2: 'NVML refused an argument',
  3: 'the device does not support it',
  4: 'permission denied by the NVIDIA driver',
  6: 'the device was not found',
  7: 'NVML was given too little space for its answer',
  8: "the GPU's power cables are not attached properly",
  9: 'the NVIDIA driver is not loaded',
  10: 'the NVIDIA driver did not answer in time',
  11: 'the kernel has an interrupt problem with the GPU',
  12: 'a part of the NVIDIA driver library is missing',
  13: 'the NVIDIA driver is too old for it',
  14: "the GPU's infoROM is damaged",
  15: 'the GPU has fallen off the bus',
  16: 'the GPU needs a reset',
  17: 'the operating system or a container keeps the GPU from being used',
  18: 'the NVIDIA driver and its library are of different versions',
  19: 'the GPU is in use',
  20: 'the NVIDIA driver ran out of memory',
  21: 'the GPU has no value yet',
  23: 'the NVIDIA driver ran out of resources',
  25: 'the NVIDIA driver takes the question in another version',
  26: 'the NVIDIA driver no longer answers it',
  27: 'the GPU is not ready',
  28: 'there is no GPU',
  29: 'the GPU is in a state that does not allow it',
  999: 'the NVIDIA driver had an internal error',
};
