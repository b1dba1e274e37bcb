import type { CommandConfig, ModelSource } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import { cpuTimeBetween, groupCpuTimes } from '../../processes/process-group.ts';
import { type ServedProcess, startServedProcess } from '../../processes/served-process.ts';
import type { EvaluationItem, Evaluator, Loaded, Pass } from '../evaluator.ts';
import { readLmEval } from '../lm-eval/lm-eval.ts';
import { type Exchange, openExchange, type PassFiles, settingsFor } from './exchange.ts';
import { filledIn, type Placeholders } from './placeholders.ts';
import { readPredictions, readScores } from './predictions.ts';

export interface CommandOptions {
  /** Of the model, in messages. */
  id: string;
  settings: CommandConfig;
  source: ModelSource;
  /** Absolute directory that the command runs in: the root of the repository. */
  directory: string;
  /** This process's environment, of which the harness may see what finds programs and devices. */
  env: NodeJS.ProcessEnv;
  log?: (line: string) => void;
}

/** How a harness speaks, by lines of its stdout of which each other is only shown. */
const spoken = /^cegi: (ready|done|progress)\b ?(.*)$/;

/** Lines of a harness that are shown for one pass, or for loading; a log takes no more. */
const shownLines = 200;
const longestTimerMs = 2 ** 31 - 1;

/**
 * Runs a model by the user's own harness, by the contract of docs/harness.md: started for every pass
 * (`lifetime: once`), or once for all of them (`resident`).
 *
 * Where no items are asked, the harness brings its own. Every failure is a UserError that names the model, and leaves
 * no process behind.
 */
export function commandEvaluator(options: CommandOptions): Evaluator {
  const { id, settings, source, log } = options;
  const life = new AbortController();
  let exchange: Exchange | null = null;
  let running: ServedProcess | null = null;
  let linesLeft = shownLines;
  let passes = 0;
  let hear: (word: string, rest: string) => void = () => undefined;
  let onProgress: ((done: number) => void) | undefined;
  const told = new Set<string>();
  const commandLine = plainLine(settings.command.join(' '), 120);

  function tell(line: string): void {
    log?.(`${id}: ${plainLine(line)}`);
  }

  function tellOnce(line: string): void {
    if (told.has(line)) return;
    told.add(line);
    tell(line);
  }

  function onLine(line: string, stream: 'stdout' | 'stderr'): void {
    const [, word, rest = ''] = (stream === 'stdout' && spoken.exec(line)) || [];
    if (word === 'progress') {
      if (/^\d{1,9}$/.test(rest)) onProgress?.(Number(rest));
      return;
    }
    if (word !== undefined) {
      hear(word, rest);
      return;
    }
    if (linesLeft > 0) tell(`harness: ${line}`);
    if (linesLeft === 0) tell('harness: its further lines are not shown');
    linesLeft -= 1;
  }

  /** Starts the harness for one pass, or, without files, for all of them. */
  async function start(files: PassFiles | null): Promise<ServedProcess> {
    const { settings: settingsFile } = exchange!;
    const inPass = (value: string | undefined) => (value === undefined ? notYet : { value });
    const command = filledIn(settings.command, {
      settings: { value: settingsFile },
      items: inPass(files?.items),
      predictions: inPass(files?.predictions),
      output: inPass(files?.output),
      ...modelPlaceholders(source),
    });
    linesLeft = shownLines;
    running = await startServedProcess({
      command,
      env: {
        // What Python prints is heard when it is printed.
        PYTHONUNBUFFERED: '1',
        ...settings.env,
        CEGI_SETTINGS: settingsFile,
        ...(files && {
          CEGI_ITEMS: files.items,
          CEGI_PREDICTIONS: files.predictions,
          CEGI_SCORES: files.scores,
          CEGI_OUTPUT_DIR: files.output,
        }),
      },
      passEnv: settings.passEnv,
      from: options.env,
      directory: options.directory,
      hasInput: files === null,
      onLine,
    });
    if (life.signal.aborted) await running.end();
    return running;
  }

  /** Resolves with the rest of the line where the harness says a word; rejects where it ends instead. */
  async function heard(wanted: 'ready' | 'done', process: ServedProcess): Promise<string> {
    const said = new Promise<string>((resolve) => {
      hear = (word, rest) => word === wanted && resolve(rest);
    });
    const ended = process.ended.then((how) => {
      throw new UserError(`its harness (${commandLine}) ${how}`);
    });
    ended.catch(() => undefined);
    return Promise.race([said, ended]);
  }

  async function runOnce(files: PassFiles): Promise<number | null> {
    const process = await start(files);
    const how = await process.ended;
    if (!process.succeeded()) throw new UserError(`its harness (${commandLine}) ${how}`);
    return process.cpuTimeS();
  }

  async function askResident(files: PassFiles): Promise<number | null> {
    const process = running;
    if (process === null) throw new Error(`The evaluator of "${id}" is not loaded.`);
    linesLeft = shownLines;
    const before = await groupCpuTimes(process.pid);
    const done = heard('done', process);
    const { items, predictions, scores, output } = files;
    process.tell(JSON.stringify({ pass: passes, items, predictions, scores, output }));
    await done;
    return cpuTimeBetween(before, await groupCpuTimes(process.pid));
  }

  /** Ends the harness where the work fails, takes too long, or the evaluator is closed meanwhile. */
  async function during<Result>(
    what: string,
    timeoutS: number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    let stop: (reason: string) => void = () => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = (reason) => reject(new UserError(reason));
    });
    const onClose = () => stop('it was cancelled');
    const timer = setTimeout(
      () => stop(`its harness (${commandLine}) did not finish within ${timeoutS} s and was ended`),
      Math.min(timeoutS * 1000, longestTimerMs),
    );
    life.signal.addEventListener('abort', onClose);
    if (life.signal.aborted) onClose();
    try {
      const working = life.signal.aborted ? stopped : work();
      working.catch(() => undefined);
      return await Promise.race([stopped, working]);
    } catch (error) {
      await running?.end();
      if (!(error instanceof UserError)) throw error;
      throw new UserError(
        `Model "${id}": ${what}: ${error.message}${/[.?!]$/.test(error.message) ? '' : '.'}${running?.lastLines() ?? ''}`,
      );
    } finally {
      clearTimeout(timer);
      life.signal.removeEventListener('abort', onClose);
    }
  }

  async function answersOf(
    files: PassFiles,
    items: readonly EvaluationItem[],
  ): Promise<Omit<Pass, 'cpuTimeS'>> {
    const asked = items.length > 0 ? items : null;
    if (settings.output === 'lm-eval') return readLmEval(files.output, asked, tellOnce);
    const answered = await readPredictions(files.predictions, asked);
    const reportedScores = asked ? null : await readScores(files.scores);
    return reportedScores ? { ...answered, reportedScores } : answered;
  }

  return {
    load: () =>
      during('loading', settings.startTimeoutS, async (): Promise<Loaded> => {
        exchange = await openExchange(settingsFor(id, source, settings));
        if (life.signal.aborted) await exchange.close();
        const { device } = settings;
        if (settings.lifetime === 'once') {
          tell('its harness is started for every pass: loading the model is part of what is measured');
          return { device, runtime: commandLine };
        }
        const runtime = await heard('ready', await start(null));
        return { device, runtime: plainLine(runtime, 120) || commandLine };
      }),
    async pass(items, onItem) {
      passes += 1;
      onProgress = onItem;
      const what = items.length > 0 ? `a pass over ${items.length} items` : 'a pass over its own items';
      return during(what, settings.timeoutS, async (): Promise<Pass> => {
        if (exchange === null) throw new Error(`The evaluator of "${id}" is not loaded.`);
        const files = await exchange.filesFor(items);
        try {
          const run = settings.lifetime === 'once' ? runOnce : askResident;
          const cpuTimeS = await run(files);
          return { ...(await answersOf(files, items)), cpuTimeS };
        } finally {
          await exchange.clear(files);
        }
      });
    },
    async close() {
      life.abort();
      await running?.end();
      await exchange?.close();
    },
  };
}

const notYet = { absent: 'with `lifetime: resident` it comes with each pass, on stdin' };

/** `{model}`: the directory of its files, or the repository on the Hub; `{revision}`: the commit, tag or branch there. */
function modelPlaceholders(source: ModelSource): Placeholders {
  switch (source.kind) {
    case 'directory':
      return {
        model: { value: source.directory },
        revision: { absent: 'the model is a directory; only one of the Hub has a revision' },
      };
    case 'hub':
      return { model: { value: source.repository }, revision: { value: source.revision ?? 'main' } };
    case 'unknown': {
      const absent = 'the model has neither `path` nor `hub`';
      return { model: { absent }, revision: { absent } };
    }
  }
}
