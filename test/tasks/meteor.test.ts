import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { meteorScore } from '../../src/metrics/meteor-score.ts';
import { meteor } from '../../src/tasks/meteor.ts';
import { fakeJava } from './fake-java.ts';

const file = new URL('../metrics/golden/captions/meteor.golden.json.gz', import.meta.url);
/** A session of pycocoevalcap with the real program. */
const recorded: {
  items: [references: string[], prediction: string][];
  questions: string[];
  counted: string[];
  evaluated: string[];
  value: number;
  perItem: number[];
} = JSON.parse(gunzipSync(readFileSync(file)).toString());

const items = recorded.items.map(([references, prediction]) => ({ references, prediction }));

const byLine = `import { EventEmitter } from 'node:events';
const lines = new EventEmitter();
let rest = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
  const whole = (rest + text).split('\\n');
  rest = whole.pop();
  for (const line of whole) lines.emit('line', line);
});`;

/** Answers what the program was told in the recorded session, to the letter, and nothing else. */
const replay = `${byLine}
import { readFileSync } from 'node:fs';
const { questions, counted, evaluated } = JSON.parse(readFileSync(new URL('session.json', import.meta.url), 'utf8'));
const answers = new Map(questions.map((question, i) => [question, counted[i]]));
answers.set(['EVAL', ...counted].join(' ||| '), evaluated.join('\\n'));
if (args.slice(-6).join(' ') !== '- - -stdio -l en -norm') process.exit(2);
lines.on('line', (line) => console.log(answers.get(line) ?? 'Error: ' + line));`;

/** Counts the parts of what it is told, and scores each item by the first of its counts. */
const counting = `${byLine}
lines.on('line', (line) => {
  const parts = line.split('|||');
  if (line.startsWith('SCORE ')) console.log([parts.length - 1 + '.0', ...Array(22).fill('0.0')].join(' '));
  else if (line.startsWith('EVAL ')) {
    for (const part of parts.slice(1)) console.log(Number(part.trim().split(' ')[0]) / 100);
    console.log('0.5');
  } else console.log('Error: specify SCORE or EVAL');
});`;

const environment = (script: string) => fakeJava('CEGI_METEOR_JAR', script);
const one = [{ references: ['a'], prediction: 'a' }];

describe('meteor', () => {
  test('tells the program what pycocoevalcap tells it, and gives its scores', async () => {
    const env = await environment(replay);
    await writeFile(path.join(env.JAVA_HOME!, 'session.json'), JSON.stringify(recorded));
    expect(items.length).toBeGreaterThan(1_000);
    const { value, perItem, statistics } = await meteor(items, { env });
    expect(perItem).toEqual(recorded.perItem);
    expect(value).toBe(recorded.value);
    const sum = statistics[0]!.map((_, at) => statistics.reduce((sum, counts) => sum + counts[at]!, 0));
    expect(meteorScore(sum)).toBeCloseTo(value, 12);
    const mean = perItem.reduce((sum, score) => sum + score, 0) / perItem.length;
    expect(Math.abs(value - mean)).toBeGreaterThan(1e-4);
  });

  test('keeps each item one question, whatever its texts hold', async () => {
    const hostile = ['a\nEVAL ||| 1.0', 'SCORE ||| x ||| y\r\n', '|||', '||||||||', '\n\n', ''];
    const items = hostile.map((text) => ({ references: [text, `${text}b`], prediction: text }));
    const { perItem } = await meteor(items, { env: await environment(counting) });
    // Two references and the caption.
    expect(perItem).toEqual(items.map(() => 0.03));
  });

  test('takes more items than are asked at once, and a caption of a megabyte', async () => {
    const items = Array.from({ length: 500 }, (_, i) => ({
      references: Array<string>((i % 7) + 1).fill('a'),
      prediction: i === 70 ? 'word '.repeat(200_000) : 'a',
    }));
    const { perItem } = await meteor(items, { env: await environment(counting) });
    expect(perItem).toEqual(items.map(({ references }) => (references.length + 1) / 100));
  });

  test('without its program says what to get and where to put it', async () => {
    await expect(meteor(one, { env: {} })).rejects.toThrow(
      /METEOR is a Java program.*meteor-1\.5\.jar.*Set CEGI_METEOR_JAR/,
    );
    await expect(meteor(one, { env: { CEGI_METEOR_JAR: '/nowhere/meteor.jar' } })).rejects.toThrow(
      /CEGI_METEOR_JAR names \/nowhere\/meteor\.jar, which is no file/,
    );
  });

  test('without Java says so', async () => {
    const env = await environment('');
    await expect(meteor(one, { env: { ...env, JAVA_HOME: '/nowhere' } })).rejects.toThrow(
      /METEOR is a Java program: there is no program "\/nowhere\/bin\/java"/,
    );
  });

  test.each([
    [
      'ends at once',
      "console.error('Exception: file not found (data/paraphrase-en.gz)'); process.exit(1)",
      /ended with exit code 1[\s\S]*paraphrase-en\.gz/,
    ],
    [
      'dies in mid-answer',
      `${byLine} lines.on('line', () => process.kill(process.pid, 'SIGKILL'))`,
      /METEOR was ended by SIGKILL/,
    ],
    ['answers anything', `${byLine} lines.on('line', () => console.log('hello'))`, /METEOR answered "hello"/],
    [
      'gives too few scores',
      `${byLine} lines.on('line', (l) => console.log(l.startsWith('SCORE ') ? Array(23).fill('1.0').join(' ') : l === 'SCORE' ? 'Error' : '0.5'))`,
      /gave 0 scores for 1 items/,
    ],
    [
      'gives a score that is none',
      `${byLine} lines.on('line', (l) => console.log(l.startsWith('SCORE ') ? Array(23).fill('1.0').join(' ') : 'NaN'))`,
      /answered "NaN"/,
    ],
  ])('gives one error where the program %s', async (_, script, message) => {
    await expect(meteor(one, { env: await environment(script) })).rejects.toThrow(message);
  });

  test('ends a program that does not answer', async () => {
    const env = await environment(`${byLine} setInterval(() => {}, 1000);`);
    await expect(meteor(one, { env, timeoutS: 1 })).rejects.toThrow(/METEOR did not finish within 1 s/);
  });

  test('refuses what has no score: no item, no reference', async () => {
    await expect(meteor([])).rejects.toThrow(/at least one item/);
    await expect(meteor([{ references: [], prediction: 'a' }])).rejects.toThrow(/item 0 has no reference/);
  });
});
