import { pythonSplit } from './python-whitespace.ts';

const longestNgram = 4;
const sigma = 6;

/** An image's captions as `ptbTokenize` leaves them: tokens with spaces between. */
export interface CaptionedItem {
  /** At least one. */
  references: readonly string[];
  prediction: string;
}

/** In how many images' references each n-gram occurs: what CIDEr weighs n-grams by. */
export interface DocumentFrequency {
  images: number;
  counts: ReadonlyMap<string, number>;
}

/** @param references those of each image, tokenized */
export function documentFrequency(references: readonly (readonly string[])[]): DocumentFrequency {
  const counts = new Map<string, number>();
  for (const ofImage of references) {
    const ngrams = new Set(ofImage.flatMap((reference) => [...countNgrams(reference).keys()]));
    for (const ngram of ngrams) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return { images: references.length, counts };
}

/**
 * CIDEr (Vedantam, Zitnick and Parikh 2015) as pycocoevalcap 1.2 computes it under that name: CIDEr-D in truth, with
 * clipped counts, a Gaussian penalty on lengths (σ = 6, lengths counted in bigrams) and a factor of 10, so that an
 * image scores from 0 to 10. `value` is the mean over the images.
 *
 * The weights come from the evaluated references themselves, so that the score of an image depends on the others, and
 * a single image scores 0. Who resamples images hands in the `frequency` of them all.
 *
 * @throws RangeError where there is no image, or one without references
 */
export function cider(
  items: readonly CaptionedItem[],
  frequency = documentFrequency(items.map(({ references }) => references)),
): { value: number; perItem: number[] } {
  if (items.length === 0) throw new RangeError('CIDEr needs at least one image');
  const logImages = Math.log(frequency.images);
  const weigh = (caption: string) => weighNgrams(caption, logImages, frequency.counts);
  const perItem = items.map(({ references, prediction }, i) => {
    if (references.length === 0) throw new RangeError(`image ${i} has no reference caption`);
    const candidate = weigh(prediction);
    let sum = 0;
    for (const reference of references) sum += similarity(candidate, weigh(reference));
    return (10 * sum) / references.length;
  });
  return { value: perItem.reduce((sum, score) => sum + score, 0) / perItem.length, perItem };
}

interface WeightedCaption {
  /** By the n-grams' length less one: tf-idf weights, and the Euclidean norm of them all. */
  weights: Map<string, number>[];
  norms: number[];
  bigrams: number;
}

function weighNgrams(
  caption: string,
  logImages: number,
  frequency: ReadonlyMap<string, number>,
): WeightedCaption {
  const weights = Array.from({ length: longestNgram }, () => new Map<string, number>());
  const norms = new Array<number>(longestNgram).fill(0);
  let bigrams = 0;
  for (const [ngram, { n, count }] of countNgrams(caption)) {
    const weight = count * (logImages - Math.log(Math.max(1, frequency.get(ngram) ?? 0)));
    weights[n - 1]!.set(ngram, weight);
    norms[n - 1]! += weight * weight;
    if (n === 2) bigrams += count;
  }
  return { weights, norms: norms.map(Math.sqrt), bigrams };
}

/** The mean over the n-grams' lengths of the clipped cosine, penalised by the difference in length. */
function similarity(candidate: WeightedCaption, reference: WeightedCaption): number {
  const penalty = Math.exp(-((candidate.bigrams - reference.bigrams) ** 2) / (2 * sigma ** 2));
  let sum = 0;
  candidate.weights.forEach((weights, i) => {
    let product = 0;
    for (const [ngram, weight] of weights) {
      const wanted = reference.weights[i]!.get(ngram) ?? 0;
      product += Math.min(weight, wanted) * wanted;
    }
    const norm = candidate.norms[i]! * reference.norms[i]!;
    sum += (norm > 0 ? product / norm : product) * penalty;
  });
  return sum / longestNgram;
}

function countNgrams(caption: string): Map<string, { n: number; count: number }> {
  const words = pythonSplit(caption);
  const counts = new Map<string, { n: number; count: number }>();
  for (let start = 0; start < words.length; start++) {
    let ngram = '';
    for (let n = 1; n <= longestNgram && start + n <= words.length; n++) {
      ngram += `${words[start + n - 1]} `;
      const seen = counts.get(ngram);
      if (seen) seen.count++;
      else counts.set(ngram, { n, count: 1 });
    }
  }
  return counts;
}
