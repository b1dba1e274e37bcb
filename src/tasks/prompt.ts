import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';

const placeholder = /\{([A-Za-z_][\w-]*)\}/g;

/**
 * Fills each `{column}` of a template with the column's text, in one pass: braces inside the data stay as they are.
 * Braces around anything but a name are text.
 *
 * @throws UserError for a name that is no column, with those that are.
 */
export function fillPrompt(template: string, columns: Record<string, string>): string {
  return template.replace(placeholder, (_, name: string) => {
    if (Object.hasOwn(columns, name)) return columns[name]!;
    throw new UserError(
      `The prompt has {${name}}, which is no column it may show. It may show: ${Object.keys(columns).sort().join(', ')}.`,
    );
  });
}

/** Tells one template from another where a record keeps only its settings. */
export function promptDigest(template: string): string {
  return createHash('sha256').update(template).digest('hex').slice(0, 16);
}
