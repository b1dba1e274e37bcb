import { isObject } from './jsonl.ts';
import { quoted } from './shown.ts';

/** A column by its name, or one inside another by a name with dots; undefined where there is none. */
export function valueAt(value: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(value, name)) return value[name];
  return name
    .split('.')
    .reduce<unknown>(
      (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      value,
    );
}

/** What to say of a column that is not there. */
export function missingColumn(name: string, value: object): string {
  const names = Object.keys(value);
  const others = names.length > 20 ? ` and ${names.length - 20} more` : '';
  const there = names.slice(0, 20).map((one) => quoted(one, 60));
  return `there is no column ${name}; there are: ${there.join(', ')}${others}`;
}
