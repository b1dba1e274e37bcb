/** Labels that choose series: the exact value of each, or any of several. */
export type Match = Readonly<Record<string, string | readonly string[]>>;

/**
 * A PromQL selector of the series of one metric, or of those whose name a pattern (RE2) matches as a whole.
 * Values are taken literally, whatever is in them.
 */
export function selector(metric: string | { pattern: string }, match: Match): string {
  const name = typeof metric === 'string' ? metric : '';
  const matchers = Object.entries(match).map(([label, value]) =>
    typeof value === 'string'
      ? `${label}=${quoted(value)}`
      : `${label}=~${quoted(value.map(asPattern).join('|'))}`,
  );
  if (typeof metric !== 'string') matchers.unshift(`__name__=~${quoted(metric.pattern)}`);
  return `${name}{${matchers.join(',')}}`;
}

/** PromQL's strings escape as Go's do. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

/** PromQL anchors patterns at both ends. */
function asPattern(value: string): string {
  return value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
