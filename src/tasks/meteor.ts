import { UserError } from '../errors.ts';
import type { CaptionedItem } from '../metrics/cider.ts';
import { addableMeteorCounts, meteorCounts } from '../metrics/meteor-score.ts';
import { findJar, type JavaProgram, startJavaProgram } from './java-program.ts';

const getIt =
  'Take meteor-1.5.jar, with the folder data and its paraphrase-en.gz beside it, from the Python package ' +
  'pycocoevalcap 1.2 (pycocoevalcap/meteor/), or meteor-1.5.tar.gz from https://www.cs.cmu.edu/~alavie/METEOR/.';

/** The program's file. @throws UserError that says what to get, and where to put it. */
export function meteorJar(env: NodeJS.ProcessEnv): Promise<string> {
  return findJar({ who: 'METEOR', variable: 'CEGI_METEOR_JAR', getIt, env });
}

/** On what is much longer, and repeats itself, the program spends all memory; no caption or summary is as long. */
const mostChars = 5_000;

export interface MeteorScores {
  /** The program's score of the whole corpus, which is no mean of the items': from 0 to 1. */
  value: number;
  /** From 0 to 1. */
  perItem: number[];
  /** Each item's counts; of the sum of several, `meteorScore` makes their score. */
  statistics: number[][];
}

/**
 * METEOR (Denkowski and Lavie 2014) by its own program, version 1.5 (`-l en -norm`), told and asked as pycocoevalcap
 * 1.2 does: the texts as they are handed in, without "|||". Of a prediction the first 5,000 characters are told.
 *
 * Where to find the program, CEGI_METEOR_JAR says; nothing of it is left running.
 *
 * @throws UserError where it is not there, fails, or is not done in time; RangeError where there is nothing to score
 */
export async function meteor(
  items: readonly CaptionedItem[],
  { env = process.env, timeoutS = 1800 }: { env?: NodeJS.ProcessEnv; timeoutS?: number } = {},
): Promise<MeteorScores> {
  if (items.length === 0) throw new RangeError('METEOR needs at least one item');
  items.forEach(({ references }, i) => {
    if (references.length === 0) throw new RangeError(`item ${i} has no reference`);
  });
  const program = await startJavaProgram({
    who: 'METEOR',
    jar: await meteorJar(env),
    memory: '2G',
    args: ['-', '-', '-stdio', '-l', 'en', '-norm'],
    env,
    timeoutS,
    hasInput: true,
  });
  try {
    const counted = await countedOf(program, items);
    const statistics = counted.map((line) => addableMeteorCounts(line.split(' ').map(Number)));
    return { ...(await scores(program, counted)), statistics };
  } finally {
    await program.end();
  }
}

/** So many items are on their way to the program at once. */
const ahead = 64;

/** What the program counts for each item, as it writes it. */
async function countedOf(program: JavaProgram, items: readonly CaptionedItem[]): Promise<string[]> {
  const counted: string[] = [];
  for (let i = 0; i < items.length + ahead; i++) {
    if (i < items.length) program.tell(question(items[i]!));
    if (i < ahead) continue;
    const answer = await program.nextLine();
    if (!isCounts(answer)) throw unlike(answer);
    counted.push(answer);
  }
  return counted;
}

function isCounts(answer: string): boolean {
  const counts = answer.split(' ').map(Number);
  return counts.length === meteorCounts && counts.every((count) => count >= 0 && Number.isFinite(count));
}

function question({ references, prediction }: CaptionedItem): string {
  const parts = [
    ...references.map(onOneLine),
    onOneLine(prediction.slice(0, mostChars)).replaceAll('  ', ' '),
  ];
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
