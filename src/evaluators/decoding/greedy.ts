import { setImmediate } from 'node:timers/promises';
import { argmax } from './argmax.ts';
import type { DecoderGraph } from './decoder-graph.ts';
import type { TensorData } from './decoder-session.ts';
import { KeyValueCache } from './key-value-cache.ts';
import { applyRules, type LogitsRules } from './logits-rules.ts';

/** What a model continues. */
export interface Prompt {
  ids: readonly number[];
  /** For a graph that takes embeddings: those of `ids`, with what pictures put in their place; [length, hidden]. */
  embeddings?: Float32Array;
  /** Where positions do not count up from 0. */
  mrope?: {
    /** [axes, length], axis by axis. */
    positions: BigInt64Array;
    /** Of the first token that is written, on every axis; each that follows is one further. */
    next: number;
  } | null;
}

/** A model that continues prompts. */
export interface Decoder {
  graph: DecoderGraph;
  rules: LogitsRules | null;
  /** Tokens that end an answer. */
  endTokens: ReadonlySet<number>;
  /** For a graph that takes embeddings: those of tokens, [ids, hidden]. */
  embed?(ids: readonly number[]): Promise<Float32Array>;
}

export interface DecodeOptions {
  newTokens: number;
  /** Whether a row ends at its first end token; else each writes `newTokens`. */
  untilEnd: boolean;
}

/** A place in the batch. */
interface Row {
  prompt: Prompt;
  /** Tokens of padding before the prompt. */
  padding: number;
  answer: number[];
  /** Whether it has ended; it then goes along, unread, until the batch is made smaller. */
  ended: boolean;
}

/** A run may keep all else waiting; many short ones must not. */
const deafMs = 50;
/** Of a batch, the part that may have ended before the others are moved together. */
const endedShare = 1 / 4;
/** A graph that gives logits for every token of a prompt is asked for so many rows at once that they take no more. */
const maxLogitsBytes = 512 * 1024 * 1024;

/**
 * Continues the prompts of one batch greedily: each token is the likeliest one, of equal ones that of the lowest id.
 * A row that has ended leaves the batch, and what it writes never depends on its neighbours but for rounding.
 *
 * @returns the tokens that each prompt was continued with, up to and with its end token
 */
export async function decodeBatch(
  decoder: Decoder,
  prompts: readonly Prompt[],
  { newTokens, untilEnd }: DecodeOptions,
): Promise<number[][]> {
  const { graph, endTokens } = decoder;
  const width = Math.max(...prompts.map(({ ids }) => ids.length));
  const all = prompts.map(
    (prompt): Row => ({ prompt, padding: width - prompt.ids.length, answer: [], ended: false }),
  );
  const cache = new KeyValueCache(graph, all.length, width + newTokens);
  const { logits } = graph;
  const mostLogits = logitsAtOnce(graph, all.length, width + newTokens);
  let rows = all;
  for (let written = 0; written < newTokens; written += 1) {
    const isCached = graph.cache.length > 0;
    const total = rows[0]!.padding + rows[0]!.prompt.ids.length + written;
    // Without a cache, the whole sequence is read for every token.
    const read = isCached ? total - cache.length : total;
    const kept = graph.logitsToKeep === null ? read : 1;
    const group = Math.max(1, Math.floor(mostLogits / (kept * graph.vocabulary)));
    for (let first = 0; first < rows.length; first += group) {
      const some = rows.slice(first, first + group);
      const shape = [some.length, kept, graph.vocabulary];
      const size = some.length * kept * graph.vocabulary;
      await otherWork();
      await graph.session.run(
        {
          ...(await inputs(decoder, some, { total, read })),
          ...(isCached ? cache.past(first, some.length) : {}),
        },
        {
          logits: { type: logits.type, data: logits.take(size), dims: shape },
          ...(isCached ? cache.present(first, some.length, read) : {}),
        },
      );
      for (const [index, row] of some.entries()) {
        if (row.ended) {
          // Its place reads on; which token does not matter.
          row.answer.push(0);
          continue;
        }
        const token = choose(decoder, row, (index * kept + kept - 1) * graph.vocabulary);
        row.answer.push(token);
        row.ended = untilEnd && endTokens.has(token);
      }
    }
    if (isCached) cache.grow(read);
    const going = rows.filter(({ ended }) => !ended);
    if (going.length === 0) break;
    if (rows.length - going.length >= endedShare * rows.length) rows = without(rows, going, cache);
  }
  return all.map(({ answer }) => (untilEnd ? untilFirst(answer, endTokens) : answer));
}

let workedSinceMs = 0;

/** Lets the process hear, now and then, that nobody waits for its answer any more. */
async function otherWork(): Promise<void> {
  const nowMs = performance.now();
  if (nowMs - workedSinceMs < deafMs) return;
  workedSinceMs = nowMs;
  await setImmediate();
}

/** Moves the rows that go on together, and cuts the padding that they all have. */
function without(rows: readonly Row[], going: Row[], cache: KeyValueCache): Row[] {
  const padding = Math.min(...going.map((row) => row.padding));
  if (cache.length > 0) {
    const places = going.map((row) => rows.indexOf(row));
    cache.keep(places, padding);
  }
  for (const row of going) row.padding -= padding;
  return going;
}

/** Of as many rows of a prompt as may be, at least of one; of all rows where one token is kept. */
function logitsAtOnce({ logits, logitsToKeep, vocabulary }: DecoderGraph, rows: number, length: number) {
  if (logitsToKeep !== null) return rows * vocabulary;
  const most = maxLogitsBytes / (logits.type === 'float16' ? 2 : 4);
  return Math.max(length * vocabulary, rows * vocabulary, Math.min(rows * length * vocabulary, most));
}

/** The graph's inputs but for the cache: of sequences of `total` tokens with their padding, the last `read`. */
async function inputs(
  { graph, embed }: Decoder,
  rows: readonly Row[],
  { total, read }: { total: number; read: number },
): Promise<Record<string, TensorData>> {
  const { input, hasMask, positionAxes, logitsToKeep } = graph;
  const shape = [rows.length, read];
  const feeds: Record<string, TensorData> = {};
  if (input === 'input_ids') {
    const ids = new BigInt64Array(rows.length * read);
    for (const [index, { prompt, answer, padding }] of rows.entries())
      for (let at = Math.max(total - read, padding); at < total; at += 1) {
        const token = prompt.ids[at - padding] ?? answer[at - padding - prompt.ids.length];
        ids[index * read + at - (total - read)] = BigInt(token!);
      }
    feeds.input_ids = { type: 'int64', data: ids, dims: shape };
  } else feeds.inputs_embeds = await embeddings(rows, read, embed!);
  if (hasMask) {
    const mask = new BigInt64Array(rows.length * total);
    for (const [index, { padding }] of rows.entries())
      mask.fill(1n, index * total + padding, (index + 1) * total);
    feeds.attention_mask = { type: 'int64', data: mask, dims: [rows.length, total] };
  }
  if (positionAxes > 0) {
    const positions = positionsOf(rows, positionAxes, total, read);
    feeds.position_ids = {
      type: 'int64',
      data: positions,
      dims: positionAxes === 1 ? shape : [positionAxes, ...shape],
    };
  }
  if (logitsToKeep !== null)
    feeds[logitsToKeep.name] = { type: 'int64', data: BigInt64Array.of(1n), dims: logitsToKeep.dims };
  return feeds;
}

/** Of prompts all of their embeddings, padded with zeros, else those of the newest tokens. */
async function embeddings(
  rows: readonly Row[],
  read: number,
  embed: NonNullable<Decoder['embed']>,
): Promise<TensorData> {
  if (rows.some(({ answer }) => answer.length > 0)) {
    const newest = await embed(rows.map(({ answer }) => answer.at(-1)!));
    return { type: 'float32', data: newest, dims: [rows.length, 1, newest.length / rows.length] };
  }
  const { prompt } = rows[0]!;
  const hidden = prompt.embeddings!.length / prompt.ids.length;
  const padded = new Float32Array(rows.length * read * hidden);
  for (const [index, row] of rows.entries())
    padded.set(row.prompt.embeddings!, (index * read + row.padding) * hidden);
  return { type: 'float32', data: padded, dims: [rows.length, read, hidden] };
}

/** [axes, rows, read]; padding has position 1, as transformers gives it. */
function positionsOf(rows: readonly Row[], axes: number, total: number, read: number): BigInt64Array {
  const positions = new BigInt64Array(axes * rows.length * read).fill(1n);
  for (let axis = 0; axis < axes; axis += 1)
    for (const [index, { prompt, padding }] of rows.entries())
      for (let at = Math.max(total - read, padding); at < total; at += 1) {
        const place = at - padding;
        const { mrope, ids } = prompt;
        positions[(axis * rows.length + index) * read + at - (total - read)] = !mrope
          ? BigInt(place)
          : place < ids.length
            ? mrope.positions[axis * ids.length + place]!
            : BigInt(mrope.next + place - ids.length);
      }
  return positions;
}

/** @param start where the row's logits begin */
function choose({ graph, rules, endTokens }: Decoder, row: Row, start: number): number {
  const { logits, vocabulary } = graph;
  if (rules === null) return logits.argmax(start, vocabulary);
  const own = logits.copy(start, vocabulary);
  applyRules(own, rules, row.prompt.ids, row.answer, endTokens);
  return argmax(own, 0, own.length);
}

/** Tokens up to and with the first end token. */
export function untilFirst(tokens: readonly number[], endTokens: ReadonlySet<number>): number[] {
  const end = tokens.findIndex((token) => endTokens.has(token));
  return end === -1 ? [...tokens] : tokens.slice(0, end + 1);
}
