import { z } from 'zod';
import { plainLine } from '../../processes/plain-line.ts';
import type { Dialect } from './request-body.ts';
import type { Page } from './server-client.ts';

/** What a server says of itself. */
export interface ServerIdentity {
  /** Its name and version: "vLLM 0.33.0", or "unknown server". */
  runtime: string;
  /** Names of the models that it lists, other names for them included; null where it has no list. */
  models: readonly string[] | null;
  /** It runs models that its list does not show. */
  listsOnlySome: boolean;
  freshness: Dialect['freshness'];
}

/** The text at a path of the server; null where it does not answer with success. */
export type Look = (path: string) => Promise<string | null>;

interface KnownServer {
  name: string;
  /** What it calls the owner of its models; null where that is whoever made them. */
  ownedBy: string | null;
  /** Paths on the server, one of which tells its version. */
  paths: readonly string[];
  version(body: unknown): string | null;
  freshness: Dialect['freshness'];
  listsOnlySome?: true;
}

const versionField = (name: string) => (body: unknown) => {
  const found = z.looseObject({ [name]: z.string().min(1) }).safeParse(body);
  return found.success ? (found.data[name] as string) : null;
};

/*
 * From the sources of each: vllm/entrypoints (ModelCard, /version, `cache_salt`), sglang/srt/entrypoints (ModelCard,
 * /server_info), llama.cpp tools/server (/props, `cache_prompt`), ollama server/routes.go (/api/version),
 * text-generation-inference router/src/server.rs (/info), transformers cli/serving/server.py (its routes).
 */
const knownServers: readonly KnownServer[] = [
  {
    name: 'vLLM',
    ownedBy: 'vllm',
    paths: ['/version'],
    version: versionField('version'),
    freshness: 'cache_salt',
  },
  {
    name: 'SGLang',
    ownedBy: 'sglang',
    paths: ['/server_info', '/get_server_info'],
    version: versionField('version'),
    freshness: 'cache_salt',
  },
  {
    name: 'TensorRT-LLM',
    ownedBy: 'tensorrt_llm',
    paths: ['/version'],
    version: versionField('version'),
    freshness: null,
  },
  {
    name: 'llama.cpp',
    ownedBy: 'llamacpp',
    paths: ['/props'],
    version: versionField('build_info'),
    freshness: 'cache_prompt',
  },
  {
    name: 'Ollama',
    ownedBy: null,
    paths: ['/api/version'],
    version: versionField('version'),
    freshness: null,
  },
  {
    name: 'text-generation-inference',
    ownedBy: null,
    paths: ['/info'],
    version: (body) =>
      z.looseObject({ model_id: z.string(), router: z.string() }).safeParse(body).success
        ? versionField('version')(body)
        : null,
    freshness: null,
  },
  {
    name: 'transformers serve',
    ownedBy: null,
    paths: ['/openapi.json'],
    version: (body) => {
      const routes = z.looseObject({ paths: z.record(z.string(), z.unknown()) }).safeParse(body).data?.paths;
      return routes && '/load_model' in routes && '/v1/responses' in routes ? '' : null;
    },
    freshness: null,
    // Those of the cache, not those of directories.
    listsOnlySome: true,
  },
];

const modelList = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      aliases: z.array(z.string()).nullish().catch(null),
      owned_by: z.string().nullish().catch(null),
    }),
  ),
});

/** Who a server is and which models it has, from its list of models and what it tells elsewhere. */
export async function serverIdentity(
  listed: Pick<Page, 'body' | 'serverHeader'> | null,
  look: Look,
): Promise<ServerIdentity> {
  const list = modelList.safeParse(parsed(listed?.body)).data?.data ?? null;
  const models = list?.flatMap(({ id, aliases }) => [id, ...(aliases ?? [])]) ?? null;
  const owner = list?.[0]?.owned_by ?? null;
  const byOwner = knownServers.filter(({ ownedBy }) => ownedBy !== null && ownedBy === owner);
  const candidates = byOwner.length > 0 ? byOwner : knownServers.filter(({ ownedBy }) => ownedBy === null);
  for (const { name, paths, version, freshness, listsOnlySome = false } of candidates) {
    for (const path of paths) {
      const found = version(parsed(await look(path)));
      if (found === null) continue;
      return { runtime: `${name} ${plainLine(found, 60)}`.trim(), models, listsOnlySome, freshness };
    }
  }
  const [known] = byOwner;
  if (known) return { runtime: known.name, models, listsOnlySome: false, freshness: known.freshness };
  const header = plainLine(listed?.serverHeader ?? '', 60);
  return {
    runtime: header === '' ? 'unknown server' : `unknown server (${header})`,
    models,
    listsOnlySome: false,
    freshness: null,
  };
}

function parsed(body: string | null | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
