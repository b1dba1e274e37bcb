import { makeBadge } from 'badge-maker';
import type { CheckResult, Figures, ModelResult, Verdict } from '../measurement/result.ts';
import { plainText } from './escape.ts';
import { massText } from './number.ts';

/** What a Shields endpoint may answer; it rejects any other key. */
export interface BadgeJson {
  schemaVersion: 1;
  label: string;
  message: string;
  color: string;
  cacheSeconds: number;
}

const grey = '6b6b6b';

/**
 * The colour of every verdict, and its name for those who see no colour; what passes needs none. White text has a contrast
 * of at least 4.5:1 on each, which it has not on the colours that Shields names.
 */
const faces: Record<Verdict, { colour: string; said: string | null }> = {
  pass: { colour: '237a2f', said: null },
  fail: { colour: 'c62828', said: 'fail' },
  inconclusive: { colour: '8a6100', said: 'inconclusive' },
  incomparable: { colour: '8a6100', said: 'incomparable' },
  'no-baseline': { colour: '0a6db0', said: 'no baseline' },
  skipped: { colour: grey, said: 'not judged' },
};

type Known = Figures & { emissionsGPer1000Items: { value: number } };

/**
 * The badge for a Shields endpoint: emissions per 1,000 items, of the one model or as a range over several, the verdict
 * unless it is `pass`, and the day of the result, so that a stale badge says so. What was estimated says so on its face,
 * and what was not measured has no number. Null for no result yet.
 */
export function badgeJson(result: CheckResult | null): BadgeJson {
  const models = result?.models ?? [];
  const known = models.flatMap(({ head }) => (hasEmissions(head) ? [head] : []));
  const { colour, said } = result && known.length > 0 ? faces[result.verdict] : { colour: grey, said: null };
  return {
    schemaVersion: 1,
    label: models.length === 1 ? `carbon: ${plainText(models[0]!.id, 40)}` : 'carbon',
    message: [figure(models, known), said, result?.createdAt.slice(0, 10)].filter(Boolean).join(' · '),
    color: colour,
    cacheSeconds: 3600,
  };
}

/** The same badge as a picture, for repositories that Shields cannot read. */
export function badgeSvg(result: CheckResult | null): string {
  const { label, message, color } = badgeJson(result);
  return makeBadge({ label, message, color });
}

function figure(models: readonly ModelResult[], known: readonly Known[]): string {
  if (known.length === 0) return 'not measured';
  const grams = known.map(({ emissionsGPer1000Items: { value } }) => value);
  const [least, most] = [massText(Math.min(...grams)), massText(Math.max(...grams))];
  const estimated = known.some(({ provenance }) => provenance === 'estimated') ? 'est. ' : '';
  const unmeasured = models.length - known.length;
  const rest = unmeasured > 0 ? `, ${unmeasured} not measured` : '';
  return `${estimated}${least === most ? least : `${least} to ${most}`} CO2e/1k items${rest}`;
}

function hasEmissions(head: Figures | null): head is Known {
  return head?.emissionsGPer1000Items != null && head.provenance !== 'unavailable';
}
