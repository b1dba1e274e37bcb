import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { missingCudaLibraries, provideCuda, providersDirectory } from '../../src/native/cuda-libraries.ts';

const libraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** An onnxruntime-node without CUDA, whose install script is `script`. */
async function installed(script = 'process.exit(0)') {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-cuda-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const root = join(directory, 'node_modules/onnxruntime-node');
  await mkdir(join(root, 'script'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{"name": "onnxruntime-node"}');
  await writeFile(join(root, 'script/install.js'), script);
  await mkdir(providersDirectory(directory), { recursive: true });
  return directory;
}

async function releaseWith(files: string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-release-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const file of files) await writeFile(join(directory, file), 'library');
  return directory;
}

const quiet = { log: () => {} };

it('the libraries of a directory that the user names are linked, whatever may be fetched', async () => {
  const native = await installed('process.exit(1)');
  const given = await releaseWith(libraries);
  const env = { CEGI_CUDA_DIRECTORY: given };
  await Promise.all([
    provideCuda(native, { ...quiet, fetch: true, env }),
    provideCuda(native, { ...quiet, fetch: false, env }),
  ]);
  expect(missingCudaLibraries(native)).toEqual([]);
  expect(await readlink(join(providersDirectory(native), libraries[0]!))).toBe(join(given, libraries[0]!));
});

it('a directory that lacks one is an error that names it', async () => {
  const native = await installed();
  const env = { CEGI_CUDA_DIRECTORY: await releaseWith([libraries[0]!]) };
  await expect(provideCuda(native, { ...quiet, fetch: false, env })).rejects.toThrow(
    /CEGI_CUDA_DIRECTORY.*providers_cuda\.so cannot be found/,
  );
});

it('nothing is fetched where CUDA was not asked for', async () => {
  const native = await installed('process.exit(1)');
  await provideCuda(native, { ...quiet, fetch: false, env: {} });
  expect(missingCudaLibraries(native)).toEqual(libraries);
});

it("where it was, onnxruntime-node's own script fetches them, told to do so", async () => {
  const native = await installed(`
    if (!process.argv.includes('--onnxruntime-node-install') || process.env.ONNXRUNTIME_NODE_INSTALL) process.exit(1);
    for (const file of ${JSON.stringify(libraries)})
      require('node:fs').writeFileSync(require('node:path').join('bin/napi-v6', process.platform, process.arch, file), '');
  `);
  await provideCuda(native, { ...quiet, fetch: true, env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } });
  expect(missingCudaLibraries(native)).toEqual([]);
});

it.each([
  ['fails', "console.error('getaddrinfo ENOTFOUND'); process.exit(1)", /ENOTFOUND/],
  ['says it succeeded and brings nothing', '', /could not be fetched/],
])('a script that %s is an error with the way out', async (_, script, message) => {
  const native = await installed(script);
  const provided = provideCuda(native, { ...quiet, fetch: true, env: {} });
  await expect(provided).rejects.toThrow(message);
  await expect(provided).rejects.toThrow(/CEGI_CUDA_DIRECTORY/);
});
