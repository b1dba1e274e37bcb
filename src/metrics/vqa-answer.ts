import { pythonSplit, pythonStrip } from './python-whitespace.ts';
import { vqaContractions } from './vqa-contractions.ts';

/** What vqaEval.py does to every answer: line feeds and tabs become spaces, white space at the ends goes. */
export function trimVqaAnswer(answer: string): string {
  return pythonStrip(answer.replace(/[\n\t]/g, ' '));
}

/**
 * A trimmed answer as vqaEval.py (GT-Vision-Lab/VQA at a013f00, under Python 3) compares it where people disagree:
 * punctuation and articles go, number words become digits, contractions get their apostrophes.
 */
export function normalizeVqaAnswer(answer: string): string {
  return mendWords(stripPunctuation(answer));
}

const punctuation = [...';/[]"{}()=+\\_-><@`,?!'];
const commaInNumber = /\p{Nd},\p{Nd}/u;

// Its pattern for periods means to keep those of numbers, but spares only what comes before a digit; and it hands
// re.UNICODE (32) to re.sub as the count.
const loosePeriod = /\.(?!\p{Nd})/gu;
const mostPeriods = 32;

function stripPunctuation(answer: string): string {
  const hasCommaInNumber = commaInNumber.test(answer);
  let stripped = answer;
  for (const mark of punctuation) {
    const atWordEnd = answer.includes(`${mark} `) || answer.includes(` ${mark}`);
    stripped = stripped.replaceAll(mark, atWordEnd || hasCommaInNumber ? '' : ' ');
  }
  let periods = 0;
  return stripped.replace(loosePeriod, (period) => (++periods > mostPeriods ? period : ''));
}

const digits = new Map(
  ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map(
    (word, digit) => [word, String(digit)],
  ),
).set('zero', '0');
const articles = new Set(['a', 'an', 'the']);

function mendWords(answer: string): string {
  return pythonSplit(answer.toLowerCase())
    .map((word) => digits.get(word) ?? word)
    .filter((word) => !articles.has(word))
    .map((word) => vqaContractions.get(word) ?? word)
    .join(' ');
}
