import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';

/** How the Hub is used, by the variables that huggingface_hub reads too. */
export interface HubEnvironment {
  /** Without a slash at its end. */
  endpoint: string;
  token: string | null;
  /** Absolute directory of the cache that is shared with huggingface_hub. */
  cache: string;
  /** Whether the cache alone is used; then the variable that says so. */
  offline: string | null;
}

const officialEndpoint = 'https://huggingface.co';

/**
 * https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 *
 * @throws UserError for an endpoint that is no address.
 */
export function hubEnvironment(env: NodeJS.ProcessEnv): HubEnvironment {
  const home =
    env.HF_HOME || join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'huggingface');
  return {
    endpoint: endpointIn(env.HF_ENDPOINT || officialEndpoint),
    token: env.HF_TOKEN?.trim() || null,
    cache: env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(home, 'hub'),
    offline: ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'].find((name) => isTrue(env[name])) ?? null,
  };
}

function endpointIn(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new UserError('HF_ENDPOINT is not the address of a Hub; write it as in https://huggingface.co');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 'ON', 'YES', 'TRUE'].includes(value.toUpperCase());
}
