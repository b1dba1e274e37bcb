import type { BaselineConfig } from '../config/config.ts';
import { cacheStore } from './cache-store.ts';
import { fileStore } from './file-store.ts';
import type { BaselineStore } from './store.ts';

/** The store that the configuration names. `runKey` is unique for a run and its attempt. */
export function openBaselineStore(
  config: BaselineConfig,
  { runKey, warn }: { runKey: string; warn(message: string): void },
): BaselineStore {
  return config.store === 'cache' ? cacheStore({ runKey, warn }) : fileStore(config.directory, warn);
}
