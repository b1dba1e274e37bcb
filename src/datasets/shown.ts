/** Text of a dataset, or of what read it, for a message: one line, without control characters, not long. */
export function quoted(text: string, limit = 200): string {
  const line = text
    .slice(0, 4 * limit)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}

/** A value of a dataset, for a message. */
export function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  try {
    return quoted(JSON.stringify(value) ?? String(value), 60);
  } catch {
    // Nested deeper than the stack.
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}
