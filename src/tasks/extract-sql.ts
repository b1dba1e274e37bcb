/** The SQL of a model's answer: the first fenced code block (closed or not) where there is one, else all of it. */
export function extractSql(answer: string): string {
  const fence = /^ {0,3}```[^`\n]*\n/m.exec(answer);
  if (!fence) return answer.trim();
  const block = answer.slice(fence.index + fence[0].length);
  const end = block.search(/^ {0,3}```/m);
  return (end < 0 ? block : block.slice(0, end)).trim();
}
