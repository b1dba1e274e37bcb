/**
 * Porter's suffix stripping (Program 14.3, 1980, 130–137) with the departures that NLTK's PorterStemmer makes in
 * its default mode, because ROUGE's reference implementation stems with that one. A departure is marked "NLTK:".
 */

/** NLTK: words that the rules would get wrong. */
const irregular = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
]);

/** A suffix, what replaces it, and what must hold of the stem before it. The first suffix that fits decides. */
type Rule = readonly [suffix: string, replacement: string, holds: (stem: string) => boolean];

const whenMeasured = (suffix: string, replacement: string): Rule => [
  suffix,
  replacement,
  (s) => measure(s) > 0,
];
const whenLong = (suffix: string): Rule => [suffix, '', (s) => measure(s) > 1];
const always = (suffix: string, replacement: string): Rule => [suffix, replacement, () => true];

const step1a: Rule[] = [always('sses', 'ss'), always('ies', 'i'), always('ss', 'ss'), always('s', '')];

/** NLTK: y becomes i after a consonant that is not the word's first letter, whether or not a vowel precedes. */
const step1c: Rule[] = [['y', 'i', (stem) => stem.length > 1 && shape(stem).endsWith('c')]];

const step2: Rule[] = [
  whenMeasured('ational', 'ate'),
  whenMeasured('tional', 'tion'),
  whenMeasured('enci', 'ence'),
  whenMeasured('anci', 'ance'),
  whenMeasured('izer', 'ize'),
  whenMeasured('bli', 'ble'),
  whenMeasured('alli', 'al'),
  whenMeasured('entli', 'ent'),
  whenMeasured('eli', 'e'),
  whenMeasured('ousli', 'ous'),
  whenMeasured('ization', 'ize'),
  whenMeasured('ation', 'ate'),
  whenMeasured('ator', 'ate'),
  whenMeasured('alism', 'al'),
  whenMeasured('iveness', 'ive'),
  whenMeasured('fulness', 'ful'),
  whenMeasured('ousness', 'ous'),
  whenMeasured('aliti', 'al'),
  whenMeasured('iviti', 'ive'),
  whenMeasured('biliti', 'ble'),
  // NLTK: two more suffixes; the l of "logi" belongs to the stem that is measured.
  whenMeasured('fulli', 'ful'),
  ['logi', 'log', (stem) => measure(`${stem}l`) > 0],
];

const step3: Rule[] = [
  whenMeasured('icate', 'ic'),
  whenMeasured('ative', ''),
  whenMeasured('alize', 'al'),
  whenMeasured('iciti', 'ic'),
  whenMeasured('ical', 'ic'),
  whenMeasured('ful', ''),
  whenMeasured('ness', ''),
];

const step4: Rule[] = [
  ...['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent'].map(whenLong),
  ['ion', '', (stem) => measure(stem) > 1 && /[st]$/.test(stem)],
  ...['ou', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'].map(whenLong),
];

const step5a: Rule[] = [
  ['e', '', (stem) => measure(stem) > 1 || (measure(stem) === 1 && !endsShortSyllable(stem))],
];

const step5b: Rule[] = [['ll', 'l', (stem) => measure(`${stem}l`) > 1]];

/** The stem of a lowercase word, as NLTK 3.9's `PorterStemmer().stem(word)` gives it. */
export function porterStem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  let stem = removePlural(word);
  stem = removePast(stem);
  stem = apply(step1c, stem);
  stem = removeDoubleSuffix(stem);
  for (const rules of [step3, step4, step5a, step5b]) stem = apply(rules, stem);
  return stem;
}

/** Step 1a. NLTK: "ties" becomes "tie", not "ti". */
function removePlural(word: string): string {
  return word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : apply(step1a, word);
}

/** Step 1b. NLTK: "died" becomes "die", and longer words in -ied end in i. */
function removePast(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((end) => word.endsWith(end) && hasVowel(word.slice(0, -end.length)));
  if (!suffix) return word;
  const stem = word.slice(0, -suffix.length);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShortSyllable(stem) ? `${stem}e` : stem;
}

/** Step 2. NLTK: what is left of -alli is looked at again, so that "rationally" meets "rational". */
function removeDoubleSuffix(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) return removeDoubleSuffix(word.slice(0, -2));
  return apply(step2, word);
}

function apply(rules: readonly Rule[], word: string): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (!rule) return word;
  const [suffix, replacement, holds] = rule;
  const stem = word.slice(0, word.length - suffix.length);
  return holds(stem) ? stem + replacement : word;
}

/** The word with each letter as `c` (consonant) or `v` (vowel; y counts as one after a consonant). */
function shape(word: string): string {
  let letters = '';
  let afterConsonant = false;
  for (const letter of word) {
    const vowel: boolean = 'aeiou'.includes(letter) || (letter === 'y' && afterConsonant);
    letters += vowel ? 'v' : 'c';
    afterConsonant = !vowel;
  }
  return letters;
}

/** Porter's m: how often a run of vowels is followed by a run of consonants. */
function measure(stem: string): number {
  return shape(stem).split('vc').length - 1;
}

function hasVowel(stem: string): boolean {
  return shape(stem).includes('v');
}

function endsDoubleConsonant(word: string): boolean {
  return word.length >= 2 && word.at(-1) === word.at(-2) && shape(word).endsWith('c');
}

/** Porter's *o: consonant, vowel, consonant other than w, x, y. NLTK: also a word of one vowel and one consonant. */
function endsShortSyllable(word: string): boolean {
  const letters = shape(word);
  return (letters.endsWith('cvc') && !/[wxy]$/.test(word)) || letters === 'vc';
}
