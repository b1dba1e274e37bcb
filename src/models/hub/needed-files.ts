import { type ListFileEntry, listFiles } from '@huggingface/hub';
import { type Dtype, dtypes } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { isDataOf, onnxFileName, onnxGraphNames } from '../onnx-files.ts';
import type { HubConnection } from './connection.ts';

/** A file of a repository, as the Hub's list of files describes it. */
export interface HubFile {
  /** In the repository, with `/`. */
  path: string;
  size: number;
  /** What its content must hash to: of a large file its SHA-256, of others the id of its Git blob (SHA-1). */
  hash: { algorithm: 'sha256' | 'git-sha1'; hex: string };
}

/** Far more than a model has; a data set may have more. */
const maxEntries = 100_000;

const plainName = /^\w[\w.-]*$/;
/** Configurations, tokenizers, processors and chat templates; weights of other frameworks are not among them. */
const besideGraphs =
  /^(?:.*config\.json|tokenizer\.json|vocab\..*|merges\.txt|.*tokens.*\.json|chat_template.*|.*\.jinja)$/;

/**
 * The files of a repository that running its ONNX model at a dtype needs: those beside the graphs first, then weights
 * that lie apart, then the graphs; so that where a graph is, all is.
 *
 * @throws UserError where there is no graph of the dtype, saying of which there is one.
 */
export async function neededFiles(
  {
    endpoint,
    repository,
    commit,
    dtype,
  }: { endpoint: string; repository: string; commit: string; dtype: Dtype },
  connection: HubConnection,
): Promise<HubFile[]> {
  const root = await list(repository, commit, endpoint, connection);
  const onnx = root.some(({ type, path }) => type === 'directory' && path === 'onnx')
    ? (await list(repository, commit, endpoint, connection, 'onnx')).filter(({ type }) => type === 'file')
    : [];
  const has = (name: string) => onnx.some(({ path }) => path === `onnx/${name}`);
  const graphs = onnxGraphNames(dtype).filter(has);
  if (graphs.length === 0) {
    const others = dtypes.filter((other) => onnxGraphNames(other).some(has));
    throw new UserError(
      `${repository} has no ONNX graph of dtype ${dtype} (onnx/${onnxFileName(dtype)}). ` +
        (others.length > 0
          ? `It has ${others.join(', ')}: set \`dtype\` to one of these.`
          : 'It has none of any dtype: name a repository that has ONNX files, such as one of onnx-community.'),
    );
  }
  const under = (names: (name: string) => boolean) =>
    onnx.filter(({ path }) => names(path.slice('onnx/'.length)));
  return [
    ...root.filter(({ type, path }) => type === 'file' && plainName.test(path) && besideGraphs.test(path)),
    ...under((name) => graphs.some((graph) => isDataOf(name, graph))),
    ...under((name) => graphs.includes(name)),
  ].map(checkedFile);
}

async function list(
  repository: string,
  commit: string,
  endpoint: string,
  connection: HubConnection,
  path?: string,
): Promise<ListFileEntry[]> {
  const entries: ListFileEntry[] = [];
  const request = { repo: repository, revision: commit, hubUrl: endpoint, fetch: connection.fetch };
  try {
    for await (const entry of listFiles(path === undefined ? request : { ...request, path })) {
      entries.push(entry);
      if (entries.length > maxEntries) throw new UserError(`${repository} has more than ${maxEntries} files`);
      if (typeof entry?.path !== 'string') throw new TypeError('an entry has no path');
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${endpoint} gave no list of the files of ${repository}: ${messageOf(error)}`);
  }
  return entries;
}

function checkedFile({ path, size, oid, lfs }: ListFileEntry): HubFile {
  const hash: HubFile['hash'] = lfs
    ? { algorithm: 'sha256', hex: String(lfs.oid).replace(/^sha256:/, '') }
    : { algorithm: 'git-sha1', hex: String(oid) };
  const digits = hash.algorithm === 'sha256' ? 64 : 40;
  if (!Number.isSafeInteger(size) || size < 0 || !new RegExp(`^[0-9a-f]{${digits}}$`).test(hash.hex)) {
    throw new UserError(`the Hub does not say what ${path} must hash to`);
  }
  return { path, size, hash };
}

function messageOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);
}
