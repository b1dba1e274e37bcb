import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, onTestFinished, type TestContext } from 'vitest';
import type { Answer, RecordedRequest } from '../../src/demo/loopback-github/answer.ts';
import {
  type LoopbackGithub,
  type LoopbackOptions,
  startLoopbackGithub,
} from '../../src/demo/loopback-github.ts';
import { wholeAnswer } from './whole-answer.ts';

type Json = { [name: string]: unknown };

interface Parameter {
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema: Json;
}

interface Operation {
  operationId: string;
  parameters?: { $ref?: string }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { $ref?: string }>;
}

interface Response {
  content?: Record<string, { schema: Json }>;
}

const file = new URL('openapi.json', import.meta.url);
const description = JSON.parse(readFileSync(file, 'utf8')) as {
  paths: Record<string, Json>;
  components: Json;
};

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'github', components: asJsonSchema(description.components) });

/** Parameters that may hold slashes. */
const many = new Set(['basehead', 'path', 'ref', 'tree_sha']);

/** The longest first: a part of a path that may hold slashes must not swallow what another path ends in. */
const templates = Object.entries(description.paths).sort(([a], [b]) => b.length - a.length);

const operations = templates.flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path: new RegExp(
      `^${template.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${many.has(name) ? '.+' : '[^/]+'})`)}$`,
      's',
    ),
    operation: operation as Operation,
  })),
);

/** Statuses that any request can meet, whether its operation names them or not. */
const always = new Set(['401', '403', '404', '429', '500', '502', '503', '504']);

/**
 * A loopback API whose every exchange with the program is held against GitHub's own description of its API; the test
 * fails at its end where one is not as described.
 *
 * @param test of a test that runs beside others, its context
 */
export async function startDescribedGithub(
  options: LoopbackOptions = {},
  test: Pick<TestContext, 'onTestFinished'> = { onTestFinished },
): Promise<LoopbackGithub> {
  const wrong: string[] = [];
  const github = await startLoopbackGithub({
    ...options,
    complete: completed,
    onExchange: (request, answer, fault) =>
      void wrong.push(...violations(request, fault?.isUndescribed ? null : answer)),
  });
  test.onTestFinished(async () => {
    await github.close();
    expect(wrong).toEqual([]);
  });
  return github;
}

/** Operations whose answers the loopback only says a part of. */
const told = new Set([
  'actions/list-workflow-run-artifacts',
  'pulls/get',
  'pulls/list',
  'repos/get-commit',
  'repos/get-release-by-tag',
  'repos/list-commits',
  'repos/list-pull-requests-associated-with-commit',
  'repos/list-releases',
  'repos/upload-release-asset',
]);

function completed(request: RecordedRequest, answer: Answer): Answer {
  const found = operations.find(({ method, path }) => method === request.method && path.test(request.path));
  if (!found || !told.has(found.operation.operationId) || answer.status >= 300) return answer;
  const described = resolved<Response>(found.operation.responses[answer.status]!);
  const { schema } = described.content!['application/json']!;
  const whole = wholeAnswer(schema, JSON.parse(answer.body.toString()), ($ref) => resolved<Json>({ $ref }));
  return { ...answer, body: JSON.stringify(whole) };
}

/** By which name GitHub describes a request: `issues/create-comment`. */
export function operationOf({ method, path }: Pick<RecordedRequest, 'method' | 'path'>): string {
  if (path === '/graphql') return 'graphql';
  const found = operations.find((candidate) => candidate.method === method && candidate.path.test(path));
  return found?.operation.operationId ?? `${method} ${path}`;
}

/** What of an exchange is not as GitHub describes it; of the request alone without an answer. GraphQL is described elsewhere. */
export function violations(request: RecordedRequest, answer: Answer | null): string[] {
  const { method, path } = request;
  if (path === '/graphql') return [];
  const found = operations.find((candidate) => candidate.method === method && candidate.path.test(path));
  if (!found) return [`${method} ${path} is no operation that is described`];
  const { operation } = found;
  const problems = [
    ...requestProblems(request, operation, found.path.exec(path)?.groups ?? {}),
    ...(answer === null ? [] : answerProblems(answer, operation)),
  ];
  return problems.map((problem) => `${operation.operationId}: ${problem}`);
}

function requestProblems(
  { query, body }: RecordedRequest,
  { parameters = [], requestBody }: Operation,
  inPath: Record<string, string>,
): string[] {
  const known = parameters.map((parameter) => resolved<Parameter>(parameter));
  const problems = Object.keys(query)
    .filter((name) => !known.some((parameter) => parameter.in === 'query' && parameter.name === name))
    .map((name) => `the query ${name} is not described`);
  for (const { name, in: where, required, schema } of known) {
    const value = where === 'path' ? inPath[name] : query[name];
    if (value === undefined) {
      if (required) problems.push(`the ${where} lacks ${name}`);
      continue;
    }
    const typed = schema.type === 'integer' ? Number(value) : value;
    problems.push(...mismatches(schema, typed, `${where} ${name}`));
  }
  if (!requestBody) return body === null ? problems : [...problems, 'it takes no body'];
  const schema = requestBody.content['application/json']?.schema;
  // A file is whatever it is.
  if (!schema) return problems;
  return [...problems, ...mismatches(closed(schema), body, 'body')];
}

function answerProblems({ status, headers, body }: Answer, { responses }: Operation): string[] {
  const written = responses[status] && resolved<Response>(responses[status]);
  if (!written && !always.has(String(status))) return [`the status ${status} is not described`];
  if (status === 204) return body.length === 0 ? [] : ['the answer 204 has a body'];
  if (status === 302) return headers.location ? [] : ['the answer 302 says no place'];
  const type = headers['content-type']!.split(';')[0]!;
  // Raw files are no JSON, and the description leaves them out.
  if (type === 'application/vnd.github.raw' && status === 200) return [];
  const schema = written?.content?.[type]?.schema ?? { $ref: '#/components/schemas/basic-error' };
  return mismatches(schema, JSON.parse(body.toString()), `answer ${status}`);
}

const validators = new Map<Json, ValidateFunction>();

function mismatches(schema: Json, value: unknown, where: string): string[] {
  const validate = validators.get(schema) ?? ajv.compile(asJsonSchema(schema) as Json);
  validators.set(schema, validate);
  if (validate(value)) return [];
  return validate.errors!.map(({ instancePath, message, params }) => {
    return `${where}${instancePath} ${message} ${JSON.stringify(params)}`;
  });
}

const closedSchemas = new Map<Json, Json>();

/** A body whose unknown fields are refused: GitHub ignores them, which hides a misspelt one. */
function closed(schema: Json): Json {
  const known = closedSchemas.get(schema) ?? (closeObjects(schema) as Json);
  closedSchemas.set(schema, known);
  return known;
}

function closeObjects(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closeObjects);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closeObjects(part)]));
  return parts.properties ? { additionalProperties: false, ...parts } : parts;
}

/**
 * References by absolute name; `nullable` also beside no type, where JSON Schema has no word for it; and `anyOf` for
 * `oneOf`, which GitHub also writes of errors that fit several of its forms.
 */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name === 'oneOf' ? 'anyOf' : name,
      name === '$ref' && typeof part === 'string' ? part.replace(/^#/, 'github#') : asJsonSchema(part),
    ]),
  );
  if (parts.nullable !== true || parts.type !== undefined) return parts;
  const { nullable: _, ...rest } = parts;
  return { anyOf: [{ type: 'null' }, rest] };
}

function resolved<T>(part: { $ref?: string }): T {
  if (!part.$ref) return part as T;
  const names = part.$ref.replace('#/', '').split('/');
  return names.reduce<unknown>((at, name) => (at as Json)[name], description) as T;
}
