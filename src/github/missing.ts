import { failureOf } from './failure.ts';

/**
 * What GitHub has, or null where it says that it has it not. That is asked twice: in an outage, and right after something
 * was written, GitHub has been seen to say so of what is there, and what is missing decides by whose rules, and with what,
 * a change is compared.
 */
export async function askedTwice<T>(ask: () => Promise<T>): Promise<T | null> {
  return (await unlessMissing(ask)) ?? (await unlessMissing(ask));
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (failureOf(error).kind === 'missing') return null;
    throw error;
  }
}
