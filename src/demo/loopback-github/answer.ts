export interface RecordedRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: Record<string, string>;
  /** The media types that are asked for. */
  accept: string;
  body: unknown;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

export interface Route {
  method: string;
  /** Below `/repos/owner/name/`; its first group is `part`. */
  path: RegExp;
  answer(part: string, request: RecordedRequest): Answer;
}

export function json(status: number, content: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(content),
  };
}

/** An error as GitHub words them. */
export function refusal(status: number, message: string, more: object = {}): Answer {
  return json(status, {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
    ...more,
  });
}

export const noContent: Answer = { status: 204, headers: {}, body: '' };
export const notFound = refusal(404, 'Not Found');
export const invalid = refusal(422, 'Validation Failed');

/** One page of a list, with a link to the next. */
export function page(all: readonly unknown[], { path, query }: RecordedRequest, url: string): Answer {
  const size = Math.min(Number(query.per_page ?? 30), 100);
  const number = Number(query.page ?? 1);
  const listed = json(200, all.slice((number - 1) * size, number * size));
  if (number * size >= all.length) return listed;
  const next = `<${url}${encodeURI(path)}?per_page=${size}&page=${number + 1}>; rel="next"`;
  return { ...listed, headers: { ...listed.headers, link: next } };
}

/** A field of a request's body; undefined where there is none. */
export function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}
