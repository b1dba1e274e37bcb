import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The blob storage behind the services of GitHub Actions: one request each blob, or blocks that a list puts together. */
export class BlobStorage {
  /** By their number; null until something is there. */
  readonly blobs: (Buffer | null)[] = [];
  readonly #blocks = new Map<string, Buffer>();

  /** The number of a new blob. */
  create(content: Buffer | null = null): number {
    return this.blobs.push(content) - 1;
  }

  /** Its signed address, below that of the server. */
  pathOf(number: number): string {
    return `/blobs/${number}?sig=${randomUUID()}`;
  }

  serve({ method, url }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url ?? '/', 'http://127.0.0.1');
    const number = Number(pathname.slice('/blobs/'.length));
    if (!searchParams.has('sig')) return void response.writeHead(403).end();
    if (!(number in this.blobs)) return void response.writeHead(404).end();
    if (method === 'PUT') {
      const part = searchParams.get('comp');
      const blockOf = (id: string) => `${number} ${id}`;
      if (part === 'block') this.#blocks.set(blockOf(searchParams.get('blockid') ?? ''), body);
      else if (part === 'blocklist') {
        const ids = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map((match) => match[1]!);
        this.blobs[number] = Buffer.concat(ids.map((id) => this.#blocks.get(blockOf(id))!));
      } else this.blobs[number] = body;
      response.writeHead(201, { 'x-ms-request-id': '1', etag: '"1"' }).end();
    } else {
      const content = this.blobs[number] ?? Buffer.alloc(0);
      response.writeHead(200, { 'content-length': content.byteLength }).end(content);
    }
  }
}
