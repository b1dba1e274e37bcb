/** 128 + a signal's number is how a shell, or a runtime, reports that signal. */
const [killed, aborted] = [137, 134];

const outOfHeap = /JavaScript heap out of memory|std::bad_alloc/;

/** How a process ended, in words that follow its name: "ended with exit code 1". `output` is what it wrote last. */
export function describeEnd(code: number | null, signal: string | null, output: string): string {
  const end = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  if (signal === 'SIGKILL' || code === killed) return `${end} (usually the system, out of memory)`;
  if (outOfHeap.test(output)) return `ran out of memory and ${end}`;
  if (signal === 'SIGABRT' || code === aborted) return `${end} (it aborted itself, often out of memory)`;
  return end;
}

const shownLines = 10;
/** Of JavaScript and of Python, where lines may have lost their indentation. */
const stackFrame = /^\s+at \S|^at .+:\d+:\d+\)?$|^\s*File ".+", line \d+|^[\s^~]+$/;
const shownErrors = 3;
const errorLine = /\b([A-Z]\w*(Error|Exception)\b|(fatal|panicked|FATAL)\b|out of memory)/;

/**
 * What a process wrote last, as the end of a message, without stacks: they would push out the line that says what
 * happened. Where that line came before what a process writes while it goes down, it is shown above.
 */
export function lastLines(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !stackFrame.test(line));
  const last = lines.slice(-shownLines);
  if (last.length === 0) return '';
  const errors = last.some((line) => errorLine.test(line))
    ? []
    : lines.slice(0, -shownLines).filter((line) => errorLine.test(line));
  const indented = (shown: readonly string[]) => shown.map((line) => `\n  ${line}`).join('');
  const before = errors.length === 0 ? '' : ` It wrote:${indented(errors.slice(-shownErrors))}\n and then:`;
  return `${before === '' ? ' Its last lines:' : before}${indented(last)}`;
}
