import type { CheckResult, OnInconclusive, Verdict } from '../measurement/result.ts';

/** What a check comes to, in GitHub's words. */
export type Conclusion = 'success' | 'failure' | 'neutral';

const ofInconclusive: Record<OnInconclusive, Conclusion> = {
  neutral: 'neutral',
  fail: 'failure',
  pass: 'success',
};

/**
 * What the whole check comes to under the policy in force: the worst that any model or rule comes to, so that nothing
 * undecided hides behind a model that could not be compared. An error is a failure. An override makes what failed neutral,
 * and never a check that ended early: nobody knows what it would have found.
 */
export function conclusionOf(result: CheckResult): Conclusion {
  const conclusion = withoutOverride(result);
  const excused = result.override !== null && result.error === null;
  return conclusion === 'failure' && excused ? 'neutral' : conclusion;
}

function withoutOverride({ error, verdict, models, policy }: CheckResult): Conclusion {
  if (error !== null) return 'failure';
  const verdicts = models.flatMap((model) => [model.verdict, ...model.rules.map((rule) => rule.verdict)]);
  const conclusions = [verdict, ...verdicts].map((part) => conclusionOfVerdict(part, policy.onInconclusive));
  if (conclusions.includes('failure')) return 'failure';
  return conclusions.includes('neutral') ? 'neutral' : 'success';
}

function conclusionOfVerdict(verdict: Verdict, onInconclusive: OnInconclusive): Conclusion {
  switch (verdict) {
    case 'fail':
      return 'failure';
    case 'inconclusive':
      return ofInconclusive[onInconclusive];
    case 'incomparable':
    case 'no-baseline':
      return 'neutral';
    case 'pass':
    case 'skipped':
      return 'success';
  }
}
