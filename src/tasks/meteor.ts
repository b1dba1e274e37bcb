import { UserError } from '../errors.ts';
import type { CaptionedItem } from '../metrics/cider.ts';
import { findJar, type JavaProgram, startJavaProgram } from './java-program.ts';

const getIt =
  'Take meteor-1.5.jar, with the folder data and its paraphrase-en.gz beside it, from the Python package ' +
  'pycocoevalcap 1.2 (pycocoevalcap/meteor/), or meteor-1.5.tar.gz from https://www.cs.cmu.edu/~alavie/METEOR/.';

/**
 * METEOR (Denkowski and Lavie 2014) by its own program, version 1.5 (`-l en -norm`), told and asked as pycocoevalcap
 * 1.2 does: the texts as they are handed in, without "|||". `value` is the program's score of the whole corpus, from
 * the sums of the items' counts, and not the mean of `perItem`. All are from 0 to 1.
 *
 * Where to find the program, CEGI_METEOR_JAR says; nothing of it is left running.
 *
 * @throws UserError where it is not there, fails, or is not done in time; RangeError where there is nothing to score
 */
export async function meteor(
  items: readonly CaptionedItem[],
  { env = process.env, timeoutS = 1800 }: { env?: NodeJS.ProcessEnv; timeoutS?: number } = {},
): Promise<{ value: number; perItem: number[] }> {
  if (items.length === 0) throw new RangeError('METEOR needs at least one item');
  items.forEach(({ references }, i) => {
    if (references.length === 0) throw new RangeError(`item ${i} has no reference`);
  });
  const program = await startJavaProgram({
    who: 'METEOR',
    jar: await findJar({ who: 'METEOR', variable: 'CEGI_METEOR_JAR', getIt, env }),
    memory: '2G',
    args: ['-', '-', '-stdio', '-l', 'en', '-norm'],
    env,
    timeoutS,
    hasInput: true,
  });
  try {
    return await scores(program, await statistics(program, items));
  } finally {
    await program.end();
  }
}

/** So many items are on their way to the program at once. */
const ahead = 64;

/** What the program counts for each item. */
async function statistics(program: JavaProgram, items: readonly CaptionedItem[]): Promise<string[]> {
  const counted: string[] = [];
  for (let i = 0; i < items.length + ahead; i++) {
    if (i < items.length) program.tell(question(items[i]!));
    if (i < ahead) continue;
    const answer = await program.nextLine();
    if (!/^[\d.E-]+( [\d.E-]+)+$/.test(answer)) throw unlike(answer);
    counted.push(answer);
  }
  return counted;
}

function question({ references, prediction }: CaptionedItem): string {
  const parts = [...references.map(onOneLine), onOneLine(prediction).replaceAll('  ', ' ')];
  return `SCORE ||| ${parts.join(' ||| ')}`;
}

function onOneLine(text: string): string {
  return text.replace(/[\n\r]/g, ' ').replaceAll('|||', '');
}

async function scores(
  program: JavaProgram,
  counted: readonly string[],
): Promise<{ value: number; perItem: number[] }> {
  program.tell(`EVAL ||| ${counted.join(' ||| ')}`);
  // A question without texts: its refusal shows that the answers before it are all.
  program.tell('SCORE');
  const answers: number[] = [];
  for (;;) {
    const answer = await program.nextLine();
    if (answer.startsWith('Error')) break;
    const score = Number(answer);
    if (!(score >= 0 && score <= 1)) throw unlike(answer);
    answers.push(score);
  }
  const value = answers.pop();
  if (value === undefined || answers.length !== counted.length) {
    throw new UserError(`METEOR gave ${answers.length} scores for ${counted.length} items. ${getIt}`);
  }
  return { value, perItem: answers };
}

function unlike(answer: string): UserError {
  return new UserError(`METEOR answered "${answer.slice(0, 200)}", which is no score. ${getIt}`);
}
