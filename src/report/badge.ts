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

const colours: Record<Verdict, string> = {
  pass: 'brightgreen',
  fail: 'red',
  inconclusive: 'lightgrey',
  incomparable: 'lightgrey',
  'no-baseline': 'blue',
  skipped: 'lightgrey',
};

type Known = Figures & { emissionsGPer1000Items: { value: number } };

/**
 * The badge for a Shields endpoint: emissions per 1,000 items, of the one model or as a range over several. What was
 * estimated says so on its face, and what was not measured has no number. Null for no result yet.
 */
export function badgeJson(result: CheckResult | null): BadgeJson {
  const models = result?.models ?? [];
  const known = models.flatMap(({ head }) => (hasEmissions(head) ? [head] : []));
  return {
    schemaVersion: 1,
    label: models.length === 1 ? `carbon: ${plainText(models[0]!.id, 40)}` : 'carbon',
    message: message(models, known),
    color: result && known.length > 0 ? colours[result.verdict] : 'lightgrey',
    cacheSeconds: 3600,
  };
}

/** The same badge as a picture, for repositories that Shields cannot read. */
export function badgeSvg(result: CheckResult | null): string {
  return badgeSvgOf(badgeJson(result));
}

export function badgeSvgOf({ label, message, color }: BadgeJson): string {
  return makeBadge({ label, message, color });
}

function message(models: readonly ModelResult[], known: readonly Known[]): string {
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
