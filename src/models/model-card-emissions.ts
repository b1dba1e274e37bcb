import { parseDocument } from 'yaml';
import { gramsIn } from '../config/quantity.ts';
import { UserError } from '../errors.ts';
import type { ReadEmissions } from './csv-emissions.ts';
import { frontMatterOf } from './front-matter.ts';

const advice =
  'It must be a number, in grams, as `co2_eq_emissions: { emissions: 12.5 }`, or a mass with its unit, such as "12.5 g" or "0.0125 kg".';

/**
 * Emissions that a model card declares in its front matter, as the Hub defines `co2_eq_emissions`: a number of grams, or
 * an object whose `emissions` is one (https://huggingface.co/docs/hub/model-cards-co2).
 *
 * @throws UserError where there are none, or they are of no known unit.
 */
export function modelCardEmissions(text: string, path: string): ReadEmissions {
  const matter = frontMatterOf(text);
  if (matter === null) {
    throw new UserError(`${path}: the model card has no front matter, which would say co2_eq_emissions.`);
  }
  const written = declaredIn(matter, path);
  const emissions =
    typeof written === 'object' && written !== null && 'emissions' in written ? written.emissions : written;
  const emissionsG = typeof emissions === 'string' ? gramsIn(emissions) : emissions;
  if (typeof emissionsG === 'number' && Number.isFinite(emissionsG) && emissionsG >= 0) {
    return { emissionsG, from: 'model card' };
  }
  throw new UserError(
    `${path}: co2_eq_emissions is ${(JSON.stringify(emissions) ?? 'empty').slice(0, 100)}, which is not a mass. ${advice}`,
  );
}

function declaredIn(matter: string, path: string): unknown {
  // Line breaks before it, so that errors count lines as the card does.
  const document = parseDocument(`\n${matter}`, { logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem) {
    const line = problem.linePos?.[0].line ?? 1;
    throw new UserError(
      `${path}:${line}: its front matter is not valid YAML: ${problem.message.split('\n')[0]!.slice(0, 200)}`,
    );
  }
  const data: unknown = jsOf(() => document.toJS(), path);
  if (typeof data === 'object' && data !== null && Object.hasOwn(data, 'co2_eq_emissions')) {
    return (data as Record<string, unknown>).co2_eq_emissions;
  }
  throw new UserError(`${path}: its front matter has no co2_eq_emissions. ${advice}`);
}

/** Aliases that would grow beyond all bounds are refused by the reader. */
function jsOf(read: () => unknown, path: string): unknown {
  try {
    return read();
  } catch (error) {
    throw new UserError(
      `${path}: its front matter cannot be read: ${(error as Error).message.slice(0, 200)}`,
    );
  }
}
