type Json = { [name: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An answer with all that its schema requires: what the loopback says of it, and of the rest what the schema allows. So
 * the program meets objects as large as GitHub's, and the loopback need not write them.
 *
 * @param resolve finds what a `$ref` names
 */
export function wholeAnswer(schema: Json, said: unknown, resolve: (ref: string) => Json): unknown {
  if (typeof schema.$ref === 'string') return wholeAnswer(resolve(schema.$ref), said, resolve);
  const merged = schema.allOf ? { ...schema, ...joined(schema.allOf as Json[], resolve) } : schema;
  if (Array.isArray(said)) {
    return said.map((item) => wholeAnswer((merged.items ?? {}) as Json, item, resolve));
  }
  if (said !== undefined && !isObject(said)) return said;
  const choices = (merged.anyOf ?? merged.oneOf) as Json[] | undefined;
  if (choices) return wholeAnswer(choices.find(({ type }) => type !== 'null') ?? {}, said, resolve);
  if (said === undefined && merged.nullable === true) return null;
  if (Array.isArray(merged.enum) && said === undefined) return merged.enum[0];
  if (merged.properties || isObject(said)) {
    const properties = (merged.properties ?? {}) as Record<string, Json>;
    const required = (merged.required ?? []) as string[];
    const names = new Set([...required, ...Object.keys(said ?? {})]);
    return Object.fromEntries(
      [...names].map((name) => [name, wholeAnswer(properties[name] ?? {}, said?.[name], resolve)]),
    );
  }
  switch (merged.type) {
    case 'string':
      return merged.format === 'uri' ? 'https://github.com' : '2026-01-01T00:00:00Z';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return {};
  }
}

/** What several schemas ask for together. */
function joined(parts: readonly Json[], resolve: (ref: string) => Json): Json {
  const whole = parts.map((part) => (typeof part.$ref === 'string' ? resolve(part.$ref) : part));
  return {
    properties: Object.assign({}, ...whole.map(({ properties }) => properties ?? {})),
    required: whole.flatMap(({ required }) => (required ?? []) as string[]),
  };
}
