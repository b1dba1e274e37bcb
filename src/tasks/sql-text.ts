const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const replacement = Buffer.from('\ufffd');

/** A TEXT of SQLite, whose bytes may be anything. */
export interface SqlText {
  /** Without the bytes that are not UTF-8, as Python's `decode(errors='ignore')`. */
  text: string;
  isUtf8: boolean;
}

export function sqlText(bytes: Uint8Array): SqlText {
  try {
    return { text: strict.decode(bytes), isUtf8: true };
  } catch {
    return { text: withoutInvalid(bytes), isUtf8: false };
  }
}

/** Decoding puts U+FFFD for what is not UTF-8; one that was there before stays. */
function withoutInvalid(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at <= buffer.length; ) {
    const found = buffer.indexOf(replacement, at);
    const end = found < 0 ? buffer.length : found;
    parts.push(lenient.decode(buffer.subarray(at, end)).replaceAll('\ufffd', ''));
    at = end + replacement.length;
  }
  return parts.join('\ufffd');
}
