import type { Config } from './config.ts';
import type { Locate } from './problems.ts';

export interface ConfigSource {
  file: string;
  root: string;
  locate: Locate;
}

const sources = new WeakMap<Config, ConfigSource>();

/** Keeps where a configuration was written, beside it: the configuration itself stays plain data. */
export function rememberSource(config: Config, source: ConfigSource): void {
  sources.set(config, source);
}

export function sourceOf(config: Config): ConfigSource {
  const source = sources.get(config);
  if (!source) throw new Error('this configuration was not read by parseConfig');
  return source;
}
