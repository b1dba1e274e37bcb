import { deadline, toolkitFetch } from './client.ts';

/** More came than was allowed. */
export class TooLarge extends Error {}

/**
 * The bytes at an address that needs no token, read up to a limit.
 *
 * @throws TooLarge; else an error as a client of GitHub's API throws it: with the status of a refusal, and without an
 * answer where the connection broke.
 */
export async function boundedDownload(
  url: string,
  { limitBytes, timeoutMs, signal }: { limitBytes: number; timeoutMs: number; signal?: AbortSignal },
): Promise<Buffer> {
  const limit = deadline(timeoutMs, signal);
  try {
    const response = await toolkitFetch(url, { signal: limit.signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw Object.assign(new Error(`HTTP ${response.status}`), refusalIn(response.status));
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) throw new TooLarge(`it is larger than ${limitBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof TooLarge || (error instanceof Error && 'status' in error)) throw error;
    if (limit.signal.aborted) throw limit.signal.reason;
    const { message, cause } = error as Error;
    throw Object.assign(new Error(cause instanceof Error ? cause.message : message), { status: 500 });
  } finally {
    limit.clear();
  }
}

/** What is gone stays gone; any other refusal of a fresh address may pass. */
function refusalIn(status: number) {
  return status === 404 || status === 410 ? { status, response: { headers: {} } } : { status: 500 };
}
