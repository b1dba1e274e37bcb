// Makes test/github/openapi.json anew from GitHub's own description of its API:
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
//   node test/github/trim-openapi.ts package/generated/api.github.com.json
//   npx biome format --write test/github/openapi.json
import { readFileSync, writeFileSync } from 'node:fs';

/** The operations that the check uses. */
const used = [
  'actions/download-artifact',
  'actions/list-workflow-run-artifacts',
  'checks/create',
  'checks/list-annotations',
  'checks/list-for-ref',
  'checks/update',
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'git/get-commit',
  'git/get-ref',
  'git/get-tree',
  'git/update-ref',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/list-comments',
  'issues/list-events',
  'issues/list-labels-on-issue',
  'issues/update-comment',
  'pulls/get',
  'pulls/list',
  'pulls/list-files',
  'repos/compare-commits-with-basehead',
  'repos/delete-release-asset',
  'repos/get-collaborator-permission-level',
  'repos/get-commit',
  'repos/get-content',
  'repos/get-release-by-tag',
  'repos/list-activities',
  'repos/list-commits',
  'repos/list-pull-requests-associated-with-commit',
  'repos/list-releases',
  'repos/upload-release-asset',
];

/** What tells people and generators something, and a check nothing. */
const prose = new Set([
  'description',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'summary',
  'tags',
  'title',
  'x-github',
  'x-multi-segment',
  'x-octokit',
]);

type Json = { [name: string]: unknown };
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const [source] = process.argv.slice(2);
if (!source) throw new Error('Name the description: node test/github/trim-openapi.ts api.github.com.json');
const whole = JSON.parse(readFileSync(source, 'utf8')) as { openapi: string; info: Json; paths: Json };

const paths: { [path: string]: Json } = {};
const missing = new Set(used);
for (const [path, methods] of Object.entries(whole.paths)) {
  for (const [method, operation] of Object.entries(methods as Json)) {
    const id = (operation as Json).operationId as string;
    if (!missing.delete(id)) continue;
    paths[path] = { ...paths[path], [method]: trimmed(operation) };
  }
}
if (missing.size > 0) throw new Error(`Not described: ${[...missing].join(', ')}`);

const components: { [kind: string]: Json } = {};
const seen = new Set<string>();
addReferenced(paths);
const { title, version, license } = whole.info;
const out = {
  openapi: whole.openapi,
  info: { title, version, license },
  paths,
  components: sorted(components),
};
writeFileSync(new URL('openapi.json', import.meta.url), `${JSON.stringify(out, null, 1)}\n`);

/** Names under `properties` are data, whatever they are called. */
function trimmed(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((part) => trimmed(part));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => isNames || !prose.has(name));
  return Object.fromEntries(
    kept.map(([name, part]) => [name, trimmed(part, !isNames && name === 'properties')]),
  );
}

function addReferenced(value: unknown): void {
  if (!isObject(value)) return;
  const { $ref } = value;
  if (typeof $ref === 'string' && !seen.has($ref)) {
    seen.add($ref);
    const [kind, name] = $ref.replace('#/components/', '').split('/') as [string, string];
    const part = trimmed(((whole as unknown as Json).components as { [kind: string]: Json })[kind]![name]);
    components[kind] = { ...components[kind], [name]: part };
    addReferenced(part);
  }
  for (const part of Object.values(value)) addReferenced(part);
}

function sorted(parts: { [kind: string]: Json }): Json {
  return Object.fromEntries(
    Object.entries(parts).map(([kind, named]) => [
      kind,
      Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );
}
