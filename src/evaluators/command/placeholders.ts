import { UserError } from '../../errors.ts';

/** What may stand in a command, in braces. `null`: known, but not here. */
export type Placeholders = Record<string, { value: string } | { absent: string }>;

/**
 * Fills in a command's placeholders: `{output}` in any word becomes its value. No shell reads the result, so that a
 * value is never more than a part of its word; other braces stay as they are.
 *
 * @throws UserError for a placeholder that has no value, saying why.
 */
export function filledIn(
  command: readonly [string, ...string[]],
  placeholders: Placeholders,
): [string, ...string[]] {
  const names = Object.keys(placeholders).join('|');
  const pattern = new RegExp(`\\{(${names})\\}`, 'g');
  const words = command.map((word) =>
    word.replaceAll(pattern, (written, name: string) => {
      const found = placeholders[name]!;
      if ('value' in found) return found.value;
      throw new UserError(`${written} in its command has no value: ${found.absent}.`);
    }),
  );
  return words as [string, ...string[]];
}
