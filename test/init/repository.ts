import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { MachineFindings } from '../../src/init/findings.ts';
import type { Asker } from '../../src/init/questions.ts';
import { type InitHereOptions, initHere } from '../../src/init-here.ts';

/** A machine whose CPU has an energy counter. */
export const meteredMachine: MachineFindings = {
  forecasts: [{ device: 'cpu', provenance: 'measured', counters: ['rapl:package-0'], decides: true }],
  decides: true,
};
/** One without any. */
export const unmeteredMachine: MachineFindings = {
  forecasts: [{ device: 'cpu', provenance: 'estimated', counters: [], decides: false }],
  decides: false,
};

export interface Place {
  root: string;
  init(options?: Partial<InitHereOptions>): Promise<Awaited<ReturnType<typeof initHere>> & { said: string }>;
  read(path: string): Promise<string>;
  git(...args: string[]): Promise<string>;
}

/**
 * A git repository made of fixtures (where they go → what is copied there) and of files; gone when the test ends.
 */
export async function repository(
  files: Record<string, string | Buffer> = {},
  fixtures: Record<string, string> = {},
): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'cegi-init-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [to, from] of Object.entries(fixtures))
    await cp(resolve('fixtures', from), join(root, to), { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  const git = async (...args: string[]) => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    return (await promisify(execFile)('git', args, { cwd: root, env })).stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  return {
    root,
    git,
    read: (path) => readFile(join(root, path), 'utf8'),
    async init(options = {}) {
      const lines: string[] = [];
      const result = await initHere({
        model: [],
        dataset: [],
        acceptEstimates: false,
        yes: false,
        force: false,
        dryRun: false,
        offline: true,
        asker: null,
        progress: { line: (line) => void lines.push(line), state: () => {} },
        env: { PATH: '/nowhere', HF_HUB_CACHE: join(root, '.git/hub') },
        machine: meteredMachine,
        directory: root,
        ...options,
      });
      return { ...result, said: lines.join('\n') };
    },
  };
}

/** Gives these answers in turn, and keeps what was asked; an answer too few is an error. */
export function answering(...answers: string[]): Asker & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async ask(question) {
      asked.push(question);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`nobody answers: ${asked.join('\n')}`);
      return answer;
    },
    say: (line) => void asked.push(line),
  };
}

export const sqlRow = (id: number) => ({
  id: `q${id}`,
  sql_prompt: `How many dogs are older than ${id}?`,
  sql_context: 'CREATE TABLE dogs (age INT)',
  sql: `SELECT count(*) FROM dogs WHERE age > ${id}`,
});
export const dialogueRow = (id: number) => ({
  id: `d${id}`,
  dialogue: `Ann: at ${id}?\nBob: good.`,
  summary: `They meet at ${id}.`,
});

/** So many rows, an object a line. */
export function lines(row: (id: number) => object, count = 5): string {
  return Array.from({ length: count }, (_, id) => `${JSON.stringify(row(id))}\n`).join('');
}
