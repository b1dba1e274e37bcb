import { parseCount, type ReadText, textOf } from './sysfs.ts';

/** Settings without those that are empty, which the machine does not tell. */
export function told(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
}

/** Watts of a kernel file in microwatts, of which 0 says that there is no limit; empty where it does not tell. */
export function powerLimit(path: string, read: ReadText): string {
  const uw = parseCount(textOf(path, read) ?? '');
  if (uw === null) return '';
  return uw === 0 ? 'none' : `${uw / 1e6} W`;
}
