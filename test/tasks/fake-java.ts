import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';

/**
 * An environment whose java is a script of Node.js (an ES module, which finds Java's arguments in `args`), and whose
 * `variable` names a jar.
 */
export async function fakeJava(variable: string, script: string): Promise<NodeJS.ProcessEnv> {
  const home = await temporaryDirectory('cegi-java');
  const [java, module, jar] = [
    path.join(home, 'bin', 'java'),
    path.join(home, 'java.mjs'),
    path.join(home, 'fake.jar'),
  ];
  await mkdir(path.dirname(java));
  await writeFile(module, `const args = process.argv.slice(2);\n${script}`);
  await writeFile(jar, '');
  await writeFile(java, `#!/bin/sh\nexec "${process.execPath}" "${module}" "$@"\n`);
  await chmod(java, 0o755);
  return { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, JAVA_HOME: home, [variable]: jar };
}
