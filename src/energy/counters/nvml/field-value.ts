/** sizeof(nvmlFieldValue_t), and where its members are (nvml.h of CUDA 13). */
export const fieldValueBytes = 40;
const fieldIdAt = 0;
const scopeIdAt = 4;
const valueTypeAt = 24;
const returnAt = 28;
const valueAt = 32;

/** A question for nvmlDeviceGetFieldValues: which field, of which part of the device. */
export function fieldQuestion(field: number, scope: number): Buffer {
  const question = Buffer.alloc(fieldValueBytes);
  question.writeUInt32LE(field, fieldIdAt);
  question.writeUInt32LE(scope, scopeIdAt);
  return question;
}

/** The field's own return code; its value means nothing unless this is 0. */
export function fieldReturn(answer: Buffer): number {
  return answer.readInt32LE(returnAt);
}

/** The value, by the type that the driver gave it (nvmlValueType_t). Throws where it is of none that is known. */
export function fieldValue(answer: Buffer): number {
  const type = answer.readUInt32LE(valueTypeAt);
  switch (type) {
    case 0:
      return answer.readDoubleLE(valueAt);
    case 1:
      return answer.readUInt32LE(valueAt);
    case 2: // unsigned long, which has 64 bits wherever the driver runs
    case 3:
      return wholeNumber(answer.readBigUInt64LE(valueAt));
    case 4:
      return wholeNumber(answer.readBigInt64LE(valueAt));
    case 5:
      return answer.readInt32LE(valueAt);
    case 6:
      return answer.readUInt16LE(valueAt);
    default:
      throw new Error(`NVML gave a value of type ${type}, which is not known`);
  }
}

/** A 64-bit value as a number. Throws where a number could not hold it exactly. */
export function wholeNumber(value: number | bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`NVML gave ${value}, which is too large to be true`);
  return number;
}
