import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import { boundedLines } from '../command/bounded-lines.ts';
import { lenientJson } from './lenient-json.ts';
import type { LmEvalResults } from './results.ts';

/** One document of a task, as a run logged it. */
export interface LmEvalDocument {
  /** Position in the task's documents, from 0. */
  docId: number;
  /** SHA-256, in hex, of the document: where it changes, so does the question. */
  docHash: string;
  /** What the document calls itself, where it has a column `id`. */
  ownId: string | null;
  /** By filter, in the task's order: what the model answered, after the filter; its form depends on the task. */
  responses: Map<string, unknown>;
  /** By `metric,filter`; those whose value for one document is a number. */
  values: Map<string, number>;
}

const mib = 1024 ** 2;
const maxBytes = 8192 * mib;
const maxLineBytes = 64 * mib;

const sampleSchema = z.looseObject({
  doc_id: z.int().nonnegative(),
  doc: z.unknown(),
  filtered_resps: z.unknown(),
  filter: z.string({ error: 'is missing, as before lm-eval 0.4.7: update it' }),
  metrics: z.array(z.string(), { error: 'is missing, as before lm-eval 0.4.7: update it' }),
  doc_hash: z.string().optional(),
});

/**
 * The documents of a task that a run went through, by their position.
 *
 * @throws UserError where they were not logged, are not all there, or cannot be read.
 */
export async function lmEvalDocuments(
  { directory, date, documents: expected }: LmEvalResults,
  task: string,
): Promise<LmEvalDocument[]> {
  const name = `samples_${task}_${date}.jsonl`;
  const documents = new Map<number, LmEvalDocument>();
  const limits = {
    what: plainLine(name, 200),
    remedy: 'run lm-eval with `--log_samples`',
    maxBytes,
    maxLineBytes,
  };
  for await (const { number, bytes } of boundedLines(join(directory, name), limits)) {
    const parsed = sampleSchema.safeParse(lenientJson(bytes.toString('utf8')));
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0]!;
      const problem =
        path.length > 0 ? `${path.map(String).join('.')} ${message}` : 'it is not a sample of lm-eval';
      throw new UserError(`${limits.what}, line ${number}: ${plainLine(problem, 300)}`);
    }
    const sample = parsed.data;
    const document = documents.get(sample.doc_id) ?? documentOf(sample);
    documents.set(sample.doc_id, document);
    if (document.responses.has(sample.filter)) {
      throw new UserError(
        `${limits.what}, line ${number}: document ${sample.doc_id} is there twice for filter ${plainLine(sample.filter, 100)}`,
      );
    }
    document.responses.set(sample.filter, sample.filtered_resps);
    for (const metric of sample.metrics) {
      const value = numberIn(sample[metric]);
      if (value !== null) document.values.set(`${metric},${sample.filter}`, value);
    }
  }
  const announced = Object.hasOwn(expected, task) ? expected[task]! : 0;
  if (documents.size === 0 || documents.size < announced) {
    throw new UserError(`${limits.what}: it has ${documents.size} documents of ${announced}`);
  }
  return [...documents.values()].sort((a, b) => a.docId - b.docId);
}

function documentOf({
  doc_id: docId,
  doc,
  doc_hash: docHash,
}: z.output<typeof sampleSchema>): LmEvalDocument {
  const ownId = typeof doc === 'object' && doc !== null && 'id' in doc ? doc.id : null;
  return {
    docId,
    docHash:
      docHash ??
      createHash('sha256')
        .update(JSON.stringify(doc) ?? '')
        .digest('hex'),
    ownId: typeof ownId === 'string' || typeof ownId === 'number' ? String(ownId) : null,
    responses: new Map(),
    values: new Map(),
  };
}

/** A number, as Python writes it: truth values as words, NumPy's numbers as texts. */
function numberIn(value: unknown): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === 'True' || value === 'False') return value === 'True' ? 1 : 0;
  const isText = typeof value === 'string' && /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(value);
  return typeof value === 'number' || isText ? Number(value) : null;
}
