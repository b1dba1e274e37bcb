const decimal = String.raw`(?:\d+(?:\.\d*)?|\.\d+)`;

/** Numbers that are written with their unit. Each pattern's first group is the number; a minus may be as reports print it. */
export const percentPattern = new RegExp(String.raw`^\s*(\+?\s*${decimal})\s*%\s*$`);
export const pointsPattern = new RegExp(String.raw`^\s*([-−]\s*${decimal}|0+(?:\.0*)?)\s*pt\s*$`);
const massPattern = new RegExp(String.raw`^\s*(${decimal})\s*(g|kg)\s*$`);

/** The number of a text that one of the patterns above matched. */
export function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)![1]!.replaceAll(/\s/g, '').replace('−', '-')) || 0;
}

/** Grams in `25 g` or `0.025 kg`; null for any other text. */
export function gramsIn(text: string): number | null {
  const match = massPattern.exec(text);
  return match && Number(match[1]) * (match[2] === 'kg' ? 1000 : 1);
}
