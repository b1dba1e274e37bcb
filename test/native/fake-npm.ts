import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';

export interface FakeNpm {
  /** Its directory is the only one on the PATH, beside the system's own. */
  env: NodeJS.ProcessEnv;
  manifestDirectory: string;
  cacheDirectory: string;
  /** One line a call: its arguments, and the variables of its environment that matter. */
  calls(): Promise<string[]>;
  /** What `npm` does from now on. */
  behave(script: string): Promise<void>;
}

/** Makes an installation that looks like the real one where the program looks, with a foreign platform to prune. */
export const installs = `
for name in onnxruntime-node sharp koffi; do
  mkdir -p node_modules/$name
  echo 'module.exports = "'$name'"' > node_modules/$name/index.js
done
for place in ${process.platform}/${process.arch} plan9/mips; do
  mkdir -p node_modules/onnxruntime-node/bin/napi-v6/$place
  echo binding > node_modules/onnxruntime-node/bin/napi-v6/$place/binding.node
done
`;

/** A real executable named `npm`, for the program to find on its PATH. */
export async function fakeNpm(behaviour = installs): Promise<FakeNpm> {
  const root = await temporaryDirectory('cegi-native');
  const [bin, manifestDirectory, cacheDirectory] = ['bin', 'manifest', 'cache'].map((name) =>
    path.join(root, name),
  ) as [string, string, string];
  await mkdir(bin);
  await mkdir(manifestDirectory);
  await writeFile(path.join(manifestDirectory, 'package.json'), '{}');
  await writeFile(path.join(manifestDirectory, 'package-lock.json'), '{"lockfileVersion":3}');
  const log = path.join(root, 'calls');
  await writeFile(log, '');
  const behave = async (script: string) => {
    await writeFile(
      path.join(bin, 'npm'),
      `#!/bin/sh\necho "$* ONNXRUNTIME_NODE_INSTALL=$ONNXRUNTIME_NODE_INSTALL" >> ${log}\n${script}`,
    );
    await chmod(path.join(bin, 'npm'), 0o755);
  };
  await behave(behaviour);
  return {
    env: { PATH: `${bin}:/usr/bin:/bin` },
    manifestDirectory,
    cacheDirectory,
    calls: async () => (await readFile(log, 'utf8')).split('\n').filter(Boolean),
    behave,
  };
}
