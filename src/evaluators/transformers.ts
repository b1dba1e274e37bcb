import { stripVTControlCharacters } from 'node:util';
import type { TransformersConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { type Child, startChild } from '../processes/child-process.ts';
import { checkArtifact, onnxFileOf, truncatedAdvice } from './artifact.ts';
import type { EvaluationItem, Evaluator } from './evaluator.ts';
import { memoryEnvironment } from './memory-environment.ts';
import { nativeDirectoryVariable, type Reply, type Request } from './transformers-messages.ts';

export interface TransformersOptions {
  /** The model's, in messages. */
  id: string;
  /** Absolute; holds config.json, tokenizer.json, tokenizer_config.json and onnx/. */
  directory: string;
  settings: TransformersConfig;
  /** The script of the child process: `bundleFile('transformers-child.js')`. */
  childScript: string;
  /** From `ensureNative`. */
  nativeDirectory: string;
  log?: (line: string) => void;
  /** Loading many gigabytes from a slow disk takes minutes; what takes longer than this hangs. */
  loadTimeoutS?: number;
}

/**
 * Runs an ONNX language model with transformers.js in a child process: inference blocks the event loop it
 * runs on, and can abort its process.
 *
 * Every failure is a UserError that names the model, and leaves no process behind.
 */
export function transformersEvaluator(options: TransformersOptions): Evaluator {
  const { id, directory, settings, childScript, nativeDirectory, log, loadTimeoutS = 900 } = options;
  let child: Child<Request, Reply> | null = null;
  let closed = false;
  let sent: readonly EvaluationItem[] | null = null;

  /** A runtime quotes names from the model's graph, which must not become commands to a runner that reads the log. */
  function tell(line: string): void {
    const plain = stripVTControlCharacters(line)
      .replaceAll(/\p{Cc}/gu, ' ')
      .replaceAll('##[', '## [')
      .trim();
    if (plain !== '') log?.(`${id}: ${plain}`);
  }

  async function ask<K extends Reply['kind']>(
    request: Request,
    wanted: { kind: K; what: string; timeoutS: number; onReply?: (reply: Reply) => void },
  ): Promise<Extract<Reply, { kind: K }>> {
    if (child === null) throw new Error(`The evaluator of "${id}" is not loaded.`);
    try {
      if (closed) throw new UserError('its process was ended');
      const reply = await child.request(request, {
        ...wanted,
        done: ({ kind }) => kind === wanted.kind || kind === 'failed',
      });
      if (reply.kind === 'failed') throw new UserError(explain(reply.message));
      return reply as Extract<Reply, { kind: K }>;
    } catch (error) {
      await child.end();
      if (closed) throw new UserError(`Model "${id}": ${wanted.what} was cancelled.`);
      if (error instanceof UserError) throw new UserError(`Model "${id}": ${error.message}`);
      throw error;
    }
  }

  function explain(message: string): string {
    if (!/protobuf parsing failed/i.test(message)) return message;
    return truncatedAdvice(onnxFileOf(directory, settings.dtype));
  }

  return {
    async load() {
      await checkArtifact({ id, directory, dtype: settings.dtype });
      if (closed) throw new UserError(`Model "${id}": loading was cancelled.`);
      child = startChild(childScript, {
        who: "The model's process",
        env: { [nativeDirectoryVariable]: nativeDirectory, ...memoryEnvironment },
        log: tell,
      });
      const { loaded } = await ask(
        {
          kind: 'load',
          directory,
          dtype: settings.dtype,
          device: settings.device,
          threads: settings.threads,
          chatTemplate: settings.chatTemplate,
        },
        {
          kind: 'loaded',
          what: 'loading',
          timeoutS: loadTimeoutS,
          onReply: (reply) => reply.kind === 'note' && tell(reply.line),
        },
      );
      return loaded;
    },
    async pass(items, onItem) {
      const known = sent === items;
      sent = items;
      const { pass } = await ask(
        {
          kind: 'pass',
          items: known ? null : items,
          batch: settings.batch,
          maxNewTokens: settings.maxNewTokens,
          decoding: settings.decoding,
        },
        {
          kind: 'passed',
          what: `a pass over ${items.length} items`,
          timeoutS: settings.timeoutS,
          onReply: (reply) => reply.kind === 'progress' && onItem?.(reply.done),
        },
      );
      return pass;
    },
    async close() {
      closed = true;
      await child?.end();
    },
  };
}
