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
      const title = error === null ? 'Not comparable' : 'The check ended early';
      return {
        title,
        sentence:
          error === null
            ? `No verdict for ${names(having(verdict))}: the energy may not decide, or the baseline was taken under other conditions.`
            : `${sentenceOf(error)} What was measured before is below; it decides nothing.`,
      };
    }
    case 'no-baseline':
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
            sentence: `${plural(models.length, 'checked model')} ${models.length === 1 ? 'stays' : 'stay'} within the rules, and none clearly improved.`,
          };
    }
    case 'skipped':
      if (error !== null) {
        return { title: 'The check ended early', sentence: `${sentenceOf(error)} Nothing was judged.` };
      }
      return models.length === 0
        ? { title: 'Nothing to measure', sentence: 'No model changed, so nothing was measured.' }
        : { title: 'Nothing judged', sentence: `No rule judged ${names(models)}.` };
  }
}

/** Text with a capital and a full stop. */
export function sentenceOf(text: string): string {
  const plain = plainText(text);
  const [initial = '', ...rest] = plain;
  return `${initial.toUpperCase()}${rest.join('')}${/[.!?…]$/.test(plain) ? '' : '.'}`;
}

const carbonRule = (model: ModelResult) =>
  model.rules.some(({ rule, verdict }) => verdict === 'fail' && rule !== 'score');

function brokenRules(model: ModelResult): string {
  const broken = model.rules.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => ruleText[rule]);
  return broken.join(', ') || 'see below';
}
