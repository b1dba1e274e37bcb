import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { CaptionedItem } from '../metrics/cider.ts';
import { findJar, startJavaProgram } from './java-program.ts';

const getIt =
  'Take spice-1.0.jar, with the folder lib beside it, from the Python package pycocoevalcap 1.2 ' +
  '(pycocoevalcap/spice/); its get_stanford_models.py adds stanford-corenlp-3.6.0.jar and its models to lib. ' +
  'It needs Java 8 to 14 (JAVA_HOME) and 8 GB of memory.';

/** The program's file. @throws UserError that says what to get, and where to put it. */
export function spiceJar(env: NodeJS.ProcessEnv): Promise<string> {
  return findJar({ who: 'SPICE', variable: 'CEGI_SPICE_JAR', getIt, env });
}

/** What no caption is as long as; the program's parser takes no such text. */
const mostChars = 5_000;

/**
 * SPICE (Anderson et al. 2016) by its own program, version 1.0, asked as pycocoevalcap 1.2 does: the F1 of the
 * propositions of a caption and its references, from 0 to 1, and the mean over the items.
 *
 * An item to which the program gives no score (NaN) is null and does not count for the mean, where the package's mean
 * would be NaN. A caption that is empty, or longer than 5,000 characters, has no propositions and scores 0 unasked.
 * Where to find the program, CEGI_SPICE_JAR says; nothing of it is left running.
 *
 * @throws UserError where it is not there, fails, is not done in time, or scores no item; RangeError where there is
 *   nothing to score
 */
export async function spice(
  items: readonly CaptionedItem[],
  { env = process.env, timeoutS = 7200 }: { env?: NodeJS.ProcessEnv; timeoutS?: number } = {},
): Promise<{ value: number; perItem: (number | null)[] }> {
  if (items.length === 0) throw new RangeError('SPICE needs at least one item');
  const jar = await spiceJar(env);
  const asked = items.flatMap(({ references, prediction }, i) => {
    if (references.length === 0) throw new RangeError(`item ${i} has no reference`);
    const isCaption = prediction.trim() !== '' && prediction.length <= mostChars;
    return isCaption ? [{ image_id: i, test: prediction, refs: references }] : [];
  });
  const perItem = items.map((): number | null => 0);
  if (asked.length > 0) {
    const scored = await runSpice(jar, asked, env, timeoutS);
    for (const { image_id } of asked) {
      const score = scored.get(image_id);
      if (score === undefined) throw new UserError(`SPICE gave no answer for item ${image_id}. ${getIt}`);
      perItem[image_id] = score;
    }
  }
  const known = perItem.filter((score) => score !== null);
  if (known.length === 0) throw new UserError('SPICE gave no score to any item: no reference says anything.');
  return { value: known.reduce((sum, score) => sum + score, 0) / known.length, perItem };
}

const answerSchema = z.array(
  z.object({
    image_id: z.number().int(),
    // Java's JSON writes NaN as null.
    scores: z.object({ All: z.object({ f: z.number().min(0).max(1).nullable() }) }),
  }),
);
/** An item's answer has some hundred characters for each kind of proposition. */
const mostAnswerBytesPerItem = 16_384;

async function runSpice(
  jar: string,
  asked: readonly { image_id: number; test: string; refs: readonly string[] }[],
  env: NodeJS.ProcessEnv,
  timeoutS: number,
): Promise<Map<number, number | null>> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cegi-spice-'));
  try {
    const [input, output] = [path.join(directory, 'captions.json'), path.join(directory, 'scores.json')];
    await writeFile(input, JSON.stringify(asked));
    const program = await startJavaProgram({
      who: 'SPICE',
      jar,
      memory: '8G',
      args: [input, '-out', output],
      env,
      timeoutS,
    });
    try {
      await program.finished();
    } catch (error) {
      throw error instanceof UserError ? new UserError(`${error.message}\n${getIt}`) : error;
    } finally {
      await program.end();
    }
    return await readAnswer(output, asked.length);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readAnswer(file: string, items: number): Promise<Map<number, number | null>> {
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => null,
  );
  if (bytes === null) throw new UserError(`SPICE ended without an answer. ${getIt}`);
  if (bytes > items * mostAnswerBytesPerItem) {
    throw new UserError(
      `SPICE answered ${items} items with ${bytes} bytes, which cannot be its scores. ${getIt}`,
    );
  }
  let answer: unknown;
  try {
    answer = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new UserError(`SPICE's answer is no JSON. ${getIt}`);
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new UserError(`SPICE's answer is not what it should be. ${getIt}`);
  return new Map(parsed.data.map(({ image_id, scores }) => [image_id, scores.All.f]));
}
