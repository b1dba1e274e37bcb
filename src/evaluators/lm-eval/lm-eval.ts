import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import { answersUnasked, failed, longestAnswerChars, noAnswer, unscorable } from '../command/predictions.ts';
import type { EvaluationItem, Pass, Prediction } from '../evaluator.ts';
import { type LmEvalResults, lmEvalResults } from './results.ts';
import { type LmEvalDocument, lmEvalDocuments } from './samples.ts';
import { lmEvalScores, tasksOf } from './scores.ts';

/** Of a document's hash, what makes an item's id change with it. */
const shownHashDigits = 12;

interface RunTask {
  run: LmEvalResults;
  task: string;
  documents: LmEvalDocument[];
}

/**
 * What lm-evaluation-harness left in a directory in one pass.
 *
 * Asked for items, its answers to them: a document is the item of its column `id`, or, where documents have none that
 * was asked, the item at its position. Asked for none (null), its own documents as items, with the scores that it gave
 * them, and its scores over all.
 *
 * @throws UserError where files are missing or cannot be read, a task ran twice, or a document was not asked.
 */
export async function readLmEval(
  directory: string,
  items: readonly EvaluationItem[] | null,
  tell: (line: string) => void,
): Promise<Omit<Pass, 'cpuTimeS'>> {
  const tasks = await tasksIn(directory);
  const answers = items ? { predictions: answersTo(items, tasks, tell) } : ownItems(tasks, tell);
  return { ...answers, promptTokens: null, generatedTokens: null };
}

async function tasksIn(directory: string): Promise<RunTask[]> {
  const tasks = new Map<string, RunTask>();
  for (const run of await lmEvalResults(directory)) {
    for (const task of new Set(Object.keys(run.results).flatMap((name) => tasksOf(run, name)))) {
      if (tasks.has(task)) {
        throw new UserError(
          `lm-eval ran task ${plainLine(task, 200)} more than once: the energy of all runs would count for one`,
        );
      }
      tasks.set(task, { run, task, documents: await lmEvalDocuments(run, task) });
    }
  }
  if (tasks.size === 0) throw new UserError('lm-eval left results of no task');
  return [...tasks.values()];
}

function ownItems(
  tasks: readonly RunTask[],
  tell: (line: string) => void,
): Pick<Pass, 'predictions' | 'reportedScores'> {
  const reportedScores: Record<string, number> = {};
  const scoresOf = new Map<LmEvalDocument, Record<string, number>>();
  const lowerIsBetter: string[] = [];
  for (const run of new Set(tasks.map((task) => task.run))) {
    const documentsOf = (name: string) => tasks.find(({ task }) => task === name)?.documents ?? [];
    for (const { name, key, value, perDocument, isHigherBetter } of lmEvalScores(run, documentsOf)) {
      const metric = tasks.length > 1 ? `${name}/${key}` : key;
      if (!isHigherBetter) {
        lowerIsBetter.push(metric);
        continue;
      }
      reportedScores[metric] = value;
      if (perDocument === null) continue;
      for (const document of tasksOf(run, name).flatMap(documentsOf)) {
        const scores = scoresOf.get(document) ?? {};
        scores[metric] = document.values.get(key)! / perDocument.dividedBy;
        scoresOf.set(document, scores);
      }
    }
  }
  if (lowerIsBetter.length > 0) {
    tell(
      `lm-eval's ${lowerIsBetter.map((name) => plainLine(name, 100)).join(', ')}: left out, as lower is better`,
    );
  }
  const predictions = tasks.flatMap(({ task, documents }) =>
    documents.map((document): Prediction => {
      const [response] = document.responses.values();
      const scores = scoresOf.get(document);
      return {
        id: `${task}/${document.docId}/${document.docHash.slice(0, shownHashDigits)}`,
        text: (textOf(response) ?? JSON.stringify(response) ?? '').slice(0, longestAnswerChars),
        generatedTokens: null,
        ...(scores ? { scores } : {}),
      };
    }),
  );
  return { predictions, reportedScores };
}

function answersTo(
  items: readonly EvaluationItem[],
  tasks: readonly RunTask[],
  tell: (line: string) => void,
): Prediction[] {
  const [{ run, task, documents }, ...others] = tasks as [RunTask, ...RunTask[]];
  if (others.length > 0) {
    const names = tasks.slice(0, 10).map((each) => plainLine(each.task, 100));
    throw new UserError(
      `lm-eval ran ${tasks.length} tasks (${names.join(', ')}); let it run the one whose items were asked`,
    );
  }
  const type = run.configs[task]?.outputType ?? 'generate_until';
  if (type !== 'generate_until') {
    throw new UserError(
      `lm-eval's task ${plainLine(task, 200)} is of type ${plainLine(type, 50)}, which writes no text to score. Score it as a task of kind: harness`,
    );
  }
  const filters = [...documents[0]!.responses.keys()];
  if (filters.length > 1) {
    tell(`lm-eval's filter ${plainLine(filters[0]!, 100)} is scored, the first of ${filters.length}`);
  }
  const asked = new Set(items.map(({ id }) => id));
  const isById = documents.some(({ ownId }) => ownId !== null && asked.has(ownId));
  tell(
    isById
      ? "lm-eval's documents are the items of their column id"
      : "lm-eval's documents have no column id that was asked: document 0 is taken for the first item, and so on",
  );
  const answers = new Map<string, LmEvalDocument>();
  const notAsked: string[] = [];
  for (const document of documents) {
    const id = isById ? document.ownId : items[document.docId]?.id;
    if (id === null || id === undefined || !asked.has(id)) {
      notAsked.push(id ?? `doc_id ${document.docId}`);
    } else if (answers.has(id)) {
      throw new UserError(`lm-eval has two documents of id "${plainLine(id, 100)}"`);
    } else {
      answers.set(id, document);
    }
  }
  if (notAsked.length > 0) throw answersUnasked(notAsked);
  return items.map(({ id }) => {
    const document = answers.get(id);
    if (!document) return failed(id, noAnswer);
    const text = textOf(document.responses.get(filters[0]!));
    const failure = text === null ? "lm-eval's filter leaves no text" : unscorable(text);
    return failure === null ? { id, text: text!, generatedTokens: null } : failed(id, failure);
  });
}

/** The text of a response, which filters may leave in lists of one; null where it is several, or none. */
function textOf(response: unknown): string | null {
  if (typeof response === 'string') return response;
  return Array.isArray(response) && response.length === 1 ? textOf(response[0]) : null;
}
