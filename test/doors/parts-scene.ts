import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DemoEvent } from '../../src/demo/run-action.ts';
import type { Scene } from './scene.ts';

/** What a step left in a file for the runner, by name. */
export const outputsOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\r?\n(.*?)\r?\n\2\r?\n/gms)].map(([, name, , value]) => [name, value]),
  );
/** The bundle that a runner starts for a part. */
export const part = (name: string) => resolve(`dist/${name}.js`);

/** A pull request of a fork that makes the model reason aloud, and GitHub's knowledge of it. */
export async function forked(scene: Scene) {
  const { repository, github } = scene;
  await repository.swapInVerboseModel('explain');
  const [head, base] = await Promise.all(['explain', 'main'].map((name) => repository.commitOf(name)));
  github.pulls.push({
    number: 9,
    from: 'stranger/models',
    branch: 'explain',
    headSha: head!,
    base: { branch: 'main', sha: base! },
  });
  github.comparisons.set(`main...${head}`, {
    mergeBase: base!,
    files: [{ filename: 'models/sql/onnx/model.onnx' }],
  });
  const config = await readFile(join(repository.directory, '.github/cegi.yml'), 'utf8');
  for (const commit of [head, base]) github.files.set(`${commit}:.github/cegi.yml`, config);
  return { head: head!, base: base! };
}

/** That the fork's run has ended. */
export const ended = (head: string): DemoEvent => ({
  name: 'workflow_run',
  headSha: head,
  headBranch: 'explain',
  headRepository: 'stranger/models',
});
