import type { CheckResult, ModelResult, Verdict } from '../measurement/result.ts';
import { plainText } from './escape.ts';
import { improvements, listText, plural, ruleText } from './words.ts';

export interface Headline {
  title: string;
  /** One sentence for someone who has never seen this check. Plain text that may hold hostile names. */
  sentence: string;
}

/** What the whole check found, in a title and a sentence. */
export function headline(result: CheckResult): Headline {
  const { models, verdict, error } = result;
  const having = (wanted: Verdict) => models.filter((model) => model.verdict === wanted);
  const names = (of: ModelResult[]) => listText(of.map(({ id }) => plainText(id, 60)));
  if (error !== null && verdict !== 'fail') return unfinished;
  switch (verdict) {
    case 'fail': {
      const failing = having('fail');
      const broken = failing.map((model) => `${plainText(model.id, 60)} (${brokenRules(model)})`);
      return {
        title: failing.some(carbonRule) ? 'Carbon regression' : 'Score regression',
        sentence:
          `${failing.length} of ${plural(models.length, 'checked model')} ${failing.length === 1 ? 'breaks' : 'break'}` +
          ` a rule, beyond what noise explains: ${listText(broken)}.`,
      };
    }
    case 'incomparable': {
      const undecided = having(verdict).map((model) => `${plainText(model.id, 60)} (${obstacle(model)})`);
      return { title: 'Not comparable', sentence: `There is no verdict on ${listText(undecided)}.` };
    }
    case 'no-baseline':
      if (result.recorded) {
        return {
          title: 'Baseline stored',
          sentence: `${names(having(verdict))} ${having(verdict).length === 1 ? 'was' : 'were'} measured for the first time here; later changes are compared with this.`,
        };
      }
      return {
        title: 'No baseline yet',
        sentence:
          `${names(having(verdict))} ${having(verdict).length === 1 ? 'was' : 'were'} measured, but there is nothing to` +
          ' compare with yet: run this check on the default branch once, and later changes are compared with that.',
      };
    case 'inconclusive':
      return {
        title: 'Inconclusive',
        sentence:
          `The noise of this run is too large to say whether ${names(having(verdict))} got worse by more than is` +
          ' allowed; nothing failed.',
      };
    case 'pass': {
      const better = models.filter((model) => improvements(model).length > 0);
      const gained = better.map((model) => `${plainText(model.id, 60)} (${improvements(model).join(', ')})`);
      return better.length > 0
        ? {
            title: 'Improvement',
            sentence: `No rule is broken, and ${listText(gained)} clearly improved on the baseline.`,
          }
        : {
            title: 'No regression',
            sentence: `${plural(models.length, 'checked model')} ${models.length === 1 ? 'stays' : 'stay'} within the rules, without a clear improvement.`,
          };
    }
    case 'skipped':
      return models.length === 0
        ? { title: 'Nothing to measure', sentence: 'No model changed, so nothing was measured.' }
        : { title: 'Nothing judged', sentence: `No rule judged ${names(models)}.` };
  }
}

const unfinished: Headline = {
  title: 'The check ended early',
  sentence: 'It did not finish, so its verdict is not complete; what was measured before is shown.',
};

/** What keeps a model from being judged. */
function obstacle({ differences, head, measurement }: ModelResult): string {
  if (measurement?.status === 'partial') return 'its measurement ended early';
  if (differences.length > 0) return 'its baseline was taken under other conditions';
  if (head && head.provenance !== 'measured') return `its energy is ${head.provenance}`;
  return 'its energy is not known well enough';
}

const carbonRule = (model: ModelResult) =>
  model.rules.some(({ rule, verdict }) => verdict === 'fail' && rule !== 'score');

function brokenRules(model: ModelResult): string {
  const broken = model.rules.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => ruleText[rule]);
  return broken.join(', ') || 'see below';
}
