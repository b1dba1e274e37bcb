import { readFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../src/config/json-schema.ts';
import { parseConfig } from '../src/config/load.ts';

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
}

/** One row a key, sections before their keys, as the schema has them. `only`: the one kind of section that has them. */
function rowsOf(schema: Schema, path: string, only = ''): string[][] {
  const rows: string[][] = [];
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    const name = path ? `${path}.${key}` : key;
    const inner = [part, part.items, part.additionalProperties, ...(part.anyOf ?? []), ...(part.oneOf ?? [])];
    const suffix = part.items?.properties
      ? '[]'
      : typeof part.additionalProperties === 'object'
        ? '.<id>'
        : '';
    const value =
      part.default !== undefined && !part.properties
        ? `\`${typeof part.default === 'string' ? part.default : JSON.stringify(part.default)}\``
        : schema.required?.includes(key) && !part.properties
          ? 'required'
          : '';
    rows.push([`\`${name}\`${only}`, value, allowed(part), part.description ?? '']);
    for (const section of inner) {
      if (typeof section !== 'object' || !section.properties) continue;
      const kind = part.oneOf?.includes(section) && constantIn(section);
      rows.push(...rowsOf(section, name + suffix, kind ? ` (${kind})` : only));
    }
  }
  return rows;
}

/** What tells a section from the others that may stand in its place. */
function constantIn({ properties = {} }: Schema): unknown {
  return Object.values(properties).find((part) => part.const !== undefined)?.const;
}

function allowed({ enum: values, const: constant, type, items, anyOf, properties }: Schema): string {
  if (properties) return '';
  if (constant !== undefined) return `\`${constant}\``;
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (items?.enum) return `list of ${allowed(items)}`;
  if (anyOf) return [...new Set(anyOf.map(allowed))].filter((text) => text !== '').join(' or ');
  return type === 'object' || type === 'array' ? '' : (type ?? '');
}

describe('the documentation', () => {
  it('lists every key of the configuration, as its schema has it', async () => {
    const rows = rowsOf(jsonSchema() as Schema, '');
    const text = `# Configuration

\`.github/cegi.yml\`. This table is made from the schema that checks the file; \`dist/cegi.schema.json\` is the same as JSON Schema, with which an editor completes it:

\`\`\`yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/your-org/cegi-action/v0/dist/cegi.schema.json
\`\`\`

${markdownTable([['key', 'default', 'allowed', 'meaning'], ...rows], { padding: false, alignDelimiters: false })}

Every mistake is reported at once, with file, line, column and key. Paths are relative to the root of the repository and stay inside it. A rule is switched off with \`off\`.

A model counts as changed when a file under its path changed (weights, pointers of Git LFS or DVC, adapters, tokenizer), its dataset, the files that declare its parameters or training emissions, or its own entry here or its task's; a change to a reference counts for all that are compared with it.
`;
    await expect(text).toMatchFileSnapshot('../docs/configuration.md');
    expect(rows.length).toBeGreaterThan(40);
  });

  it('has an example in the README that the program accepts', () => {
    const example = readFileSync('README.md', 'utf8').match(/```yaml\n(version: 1\n[\s\S]*?)```/)![1]!;
    const config = parseConfig(example, { file: 'README.md', root: '/repository' });
    expect(config.models.map(({ id }) => id)).toEqual(['sql-lora', 'sql-base']);
  });

  it('has a workflow in the README that gives what the action asks for', () => {
    const example = readFileSync('README.md', 'utf8').match(/```yaml\n(name: Carbon\n[\s\S]*?)```/)![1]!;
    expect(parse(example).permissions).toEqual({
      contents: 'read',
      'pull-requests': 'write',
      checks: 'write',
    });
  });
});
