import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { bundles } from '../../rolldown.config.ts';

/** Builds the page as `npm run build` does, somewhere else, and returns its HTML. */
export async function builtPage(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cegi-page-'));
  const bundle = bundles(directory).find(({ input }) => 'history' in (input as object));
  const { output, ...input } = bundle as { output: object };
  const build = await rolldown(input);
  await build.write(output);
  await build.close();
  return readFile(path.join(directory, 'history.html'), 'utf8');
}
