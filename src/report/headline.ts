import type { CheckResult, ModelResult, RuleVerdict, Verdict } from '../measurement/result.ts';
import { plainText } from './escape.ts';
import { improvements, isAllowedLoss, isImprovement, listText, movementText, plural } from './words.ts';

export interface Headline {
  title: string;
  /** A few sentences for someone who has never seen this check. Plain text that may hold hostile names. */
  sentence: string;
}

/** What the whole check found: a regression, an improvement, no decision, or that nothing changed. */
export function headline(result: CheckResult): Headline {
  const { title, sentence } = found(result);
  const excused = result.override !== null && result.error === null;
  return { title: excused ? `${title} (overridden)` : title, sentence };
}

function found(result: CheckResult): Headline {
  const { models, verdict, error, override } = result;
  // What was broken may be overridden; what then still fails the check is that it did not finish.
  if (error !== null && (verdict !== 'fail' || override !== null)) return unfinished;
  const { title, sentence } = ofVerdict(result);
  const more = [
    verdict === 'inconclusive' ? '' : undecided(result),
    verdict === 'pass' ? '' : better(models, 'Better'),
    allowedLosses(models),
  ];
  return { title, sentence: [sentence, ...more].filter((part) => part !== '').join(' ') };
}

function ofVerdict(result: CheckResult): Headline {
  const { models, verdict } = result;
  const having = models.filter((model) => model.verdict === verdict);
  const names = listText(having.map(nameOf));
  const were = having.length === 1 ? 'was' : 'were';
  switch (verdict) {
    case 'fail':
      return {
        title: failureTitle(having),
        sentence:
          `${having.length} of ${plural(models.length, 'checked model')} ${having.length === 1 ? 'breaks' : 'break'}` +
          ` a rule, beyond what noise explains: ${withMovements(having, ruleFailed)}.`,
      };
    case 'incomparable': {
      const obstacles = having.map((model) => `${nameOf(model)} (${obstacle(model)})`);
      return { title: 'Not comparable', sentence: `There is no verdict on ${listText(obstacles)}.` };
    }
    case 'no-baseline':
      return result.recorded
        ? {
            title: 'Baseline stored',
            sentence: `${names} ${were} measured for the first time here; later changes are compared with this.`,
          }
        : {
            title: 'No baseline yet',
            sentence:
              `${names} ${were} measured, but there is nothing to compare with yet: run this check on the default` +
              ' branch once, and later changes are compared with that.',
          };
    case 'inconclusive':
      return {
        title: 'Inconclusive',
        sentence:
          `This run cannot tell whether ${names} got worse by more than is allowed: the noise is too large. ` +
          inconclusiveOutcome[result.policy.onInconclusive],
      };
    case 'pass':
      return passed(models);
    case 'skipped':
      return models.length === 0
        ? { title: 'Nothing to measure', sentence: 'No model changed, so nothing was measured.' }
        : { title: 'Nothing judged', sentence: `No rule judged ${names}.` };
  }
}

const unfinished: Headline = {
  title: 'The check ended early',
  sentence: 'It did not finish, so its verdict is not complete; what was measured before is shown.',
};

const inconclusiveOutcome: Record<CheckResult['policy']['onInconclusive'], string> = {
  neutral: 'Nothing failed.',
  fail: 'The rules in force count that as failed (on-inconclusive: fail).',
  pass: 'The rules in force count that as passed (on-inconclusive: pass).',
};

function passed(models: readonly ModelResult[]): Headline {
  const stay = models.length === 1 ? 'stays' : 'stay';
  const within = `${plural(models.length, 'checked model')} ${stay} within the rules`;
  if (models.some((model) => improvements(model).length > 0)) {
    return {
      title: 'Improvement',
      sentence: `${better(models, 'Better than the baseline, beyond what noise explains')} No rule is broken.`,
    };
  }
  const rules = models.flatMap((model) => model.rules);
  const compared = rules.some(({ rule, change }) => rule !== 'budget' && change !== null);
  if (!compared || rules.some(isAllowedLoss)) return { title: 'No regression', sentence: `${within}.` };
  return {
    title: 'Nothing changed beyond the noise',
    sentence: `${within}, and nothing that was compared got clearly better or worse.`,
  };
}

function better(models: readonly ModelResult[], words: string): string {
  const gained = models.filter((model) => improvements(model).length > 0);
  return gained.length === 0 ? '' : `${words}: ${withMovements(gained, isImprovement)}.`;
}

function allowedLosses(models: readonly ModelResult[]): string {
  const lost = models.filter(({ rules }) => rules.some(isAllowedLoss));
  return lost.length === 0
    ? ''
    : `Worse, but by no more than is allowed: ${withMovements(lost, isAllowedLoss)}.`;
}

/** What is undecided counts even where another verdict stands above it. */
function undecided({ models, policy }: CheckResult): string {
  const open = models.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return '';
  return `Inconclusive: ${listText(open.map(nameOf))}. ${policy.onInconclusive === 'neutral' ? '' : inconclusiveOutcome[policy.onInconclusive]}`.trim();
}

/** `sql-lora (energy rose 21 %, CEGI rose 21.4 %)`. */
function withMovements(models: readonly ModelResult[], of: (rule: RuleVerdict) => boolean): string {
  return listText(
    models.map((model) => {
      const movements = model.rules.filter(of).map(movementText);
      return `${nameOf(model)} (${movements.join(', ') || 'see below'})`;
    }),
  );
}

const nameOf = ({ id }: ModelResult) => plainText(id, 60);

const ruleFailed = ({ verdict }: { verdict: Verdict }) => verdict === 'fail';

function failureTitle(failing: readonly ModelResult[]): string {
  const broken = new Set(failing.flatMap(({ rules }) => rules.filter(ruleFailed).map(({ rule }) => rule)));
  if (broken.has('emissions')) return 'Carbon regression';
  // Where less is gained for the same energy, no more carbon is emitted.
  if (broken.has('cegi')) return 'Carbon efficiency regression';
  if (broken.has('score')) return 'Score regression';
  return broken.has('budget') ? 'Over the carbon budget' : 'Regression';
}

/** What keeps a model from being judged. */
function obstacle({ differences, head, measurement }: ModelResult): string {
  if (measurement?.status === 'partial') return 'its measurement ended early';
  if (differences.length > 0) return 'its baseline was taken under other conditions';
  if (head && head.provenance !== 'measured') return `its energy is ${head.provenance}`;
  return 'its energy is not known well enough';
}
