/** Between two lines of dashes, at the beginning. */
const frontMatter = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*\r?$/m;

/** The YAML at the beginning of a model card; null where there is none. */
export function frontMatterOf(card: string): string | null {
  return card.trimStart().startsWith('---') ? (frontMatter.exec(card)?.[1] ?? null) : null;
}
