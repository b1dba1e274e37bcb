const numberWords = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** What JSON, or Python's widening of it with NaN and Infinity, says; those are null. Undefined where it is neither. */
export function lenientJson(text: string): unknown {
  return parsed(text) ?? parsed(text.replaceAll(numberWords, (found) => (found[0] === '"' ? found : 'null')));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
