import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { nativeCacheDirectory } from '../../src/native/cache-directory.ts';
import { ensureNative } from '../../src/native/ensure-native.ts';
import { nativePackages, requireNative } from '../../src/native/native-directory.ts';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';
import { type FakeNpm, fakeNpm, installs } from './fake-npm.ts';

const repository = path.resolve(import.meta.dirname, '../..');

async function install(npm: FakeNpm, log: string[] = []): Promise<string> {
  const { env, manifestDirectory, cacheDirectory } = npm;
  return ensureNative({ env, manifestDirectory, cacheDirectory, log: (line) => log.push(line) });
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error.message;
}

describe('installing native parts', () => {
  test('first use installs without running scripts, keeps one platform, and says what it does', async () => {
    const npm = await fakeNpm();
    const log: string[] = [];
    const directory = await install(npm, log);

    for (const name of nativePackages) expect(requireNative(directory, name)).toBe(name);
    const binaries = path.join(directory, 'node_modules/onnxruntime-node/bin/napi-v6');
    expect(await readdir(path.join(binaries, process.platform))).toEqual([process.arch]);
    expect(existsSync(path.join(binaries, 'plan9', 'mips'))).toBe(false);
    expect(await npm.calls()).toEqual([
      'ci --omit=dev --include=optional --ignore-scripts --no-audit --no-fund ONNXRUNTIME_NODE_INSTALL=skip',
    ]);
    expect(log).toHaveLength(2);
    expect(log[0]).toContain(directory);
    expect(log[1]).toMatch(/^Installed in \d+\.\d s, \d+ MB\.$/);
  });

  test('second use neither runs npm nor speaks', async () => {
    const npm = await fakeNpm();
    const directory = await install(npm);
    const log: string[] = [];
    expect(await install(npm, log)).toBe(directory);
    expect(log).toEqual([]);
    expect(await npm.calls()).toHaveLength(1);
  });

  test('another lock is another installation', async () => {
    const npm = await fakeNpm();
    const before = await install(npm);
    await writeFile(
      path.join(npm.manifestDirectory, 'package-lock.json'),
      '{"lockfileVersion":3,"name":"new"}',
    );
    expect(await install(npm)).not.toBe(before);
    expect(await npm.calls()).toHaveLength(2);
  });

  test('two at once both succeed, on one directory, and leave nothing else', async () => {
    const npm = await fakeNpm(`sleep 0.3\n${installs}`);
    const [one, other] = await Promise.all([install(npm), install(npm)]);
    expect(one).toBe(other);
    expect(await npm.calls()).toHaveLength(2);
    expect(await readdir(npm.cacheDirectory)).toEqual([path.basename(one)]);
    expect(requireNative(one, 'koffi')).toBe('koffi');
  });

  test('a process killed half-way leaves nothing that the next one trusts', async () => {
    const npm = await fakeNpm(`mkdir -p node_modules/koffi; exec sleep 30`);
    const options = JSON.stringify({
      env: npm.env,
      manifestDirectory: npm.manifestDirectory,
      cacheDirectory: npm.cacheDirectory,
    });
    const module = path.join(repository, 'src/native/ensure-native.ts');
    const script = `import { ensureNative } from ${JSON.stringify(module)};
      await ensureNative({ ...${options}, log: console.log });`;
    const installer = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true });
    while ((await npm.calls()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(-(installer.pid as number), 'SIGKILL');

    await npm.behave(installs);
    const directory = await install(npm);
    expect(requireNative(directory, 'koffi')).toBe('koffi');
  });

  test("a crash's leftovers are removed when they are old, and another process's work is not", async () => {
    const npm = await fakeNpm();
    const [old, fresh] = ['a.old.installing', 'a.fresh.installing'].map((name) =>
      path.join(npm.cacheDirectory, name),
    );
    await mkdir(path.join(old as string, 'node_modules'), { recursive: true });
    await mkdir(fresh as string);
    const yesterday = Date.now() / 1000 - 86_400;
    await utimes(old as string, yesterday, yesterday);
    await install(npm);
    expect(existsSync(old as string)).toBe(false);
    expect(existsSync(fresh as string)).toBe(true);
  });

  test('a directory of the right name that was never completed is replaced', async () => {
    const npm = await fakeNpm();
    const directory = await install(npm);
    await writeFile(path.join(directory, 'stray'), '');
    await rm(path.join(directory, '.complete'));
    expect(await install(npm)).toBe(directory);
    expect(existsSync(path.join(directory, 'stray'))).toBe(false);
    expect(requireNative(directory, 'sharp')).toBe('sharp');
  });
});

describe('what can go wrong', () => {
  test("npm's last lines and a way out are in the message, and a later try succeeds", async () => {
    const npm = await fakeNpm('for i in $(seq 30); do echo line $i; done\necho ECONNREFUSED >&2\nexit 7');
    const message = await refusal(install(npm));
    expect(message).toContain('npm failed with exit code 7');
    expect(message).toContain('ECONNREFUSED');
    expect(message).not.toContain('line 1\n');
    expect(message).toContain('CEGI_NATIVE_DIRECTORY');
    expect(await readdir(npm.cacheDirectory)).toEqual([]);
    await npm.behave(installs);
    await install(npm);
  });

  test('a machine without npm is told what to install', async () => {
    const npm = await fakeNpm();
    const message = await refusal(install({ ...npm, env: { PATH: npm.manifestDirectory } }));
    expect(message).toContain('npm was not found');
    expect(message).toContain('CEGI_NATIVE_DIRECTORY');
  });

  test('an npm that installs too little is not believed', async () => {
    const npm = await fakeNpm(`${installs}\nrm -r node_modules/sharp node_modules/koffi`);
    expect(await refusal(install(npm))).toContain('sharp, koffi cannot be found');
  });

  test('a cache that cannot be made names its directory', async () => {
    const npm = await fakeNpm();
    const file = path.join(npm.manifestDirectory, 'package.json');
    const message = await refusal(install({ ...npm, cacheDirectory: path.join(file, 'cache') }));
    expect(message).toContain(path.join(file, 'cache'));
    expect(message).toContain('XDG_CACHE_HOME');
  });
});

describe('a directory that the user names', () => {
  test('is used as it is', async () => {
    const npm = await fakeNpm('exit 1');
    const env = { ...npm.env, CEGI_NATIVE_DIRECTORY: repository };
    expect(await install({ ...npm, env })).toBe(repository);
    expect(await npm.calls()).toEqual([]);
  });

  test('is refused where a package is missing from it', async () => {
    const npm = await fakeNpm();
    const empty = await temporaryDirectory('cegi-native');
    const message = await refusal(install({ ...npm, env: { ...npm.env, CEGI_NATIVE_DIRECTORY: empty } }));
    expect(message).toContain(`from ${empty}`);
    expect(message).toContain('onnxruntime-node, sharp, koffi');
  });
});

describe('the manifest of native parts', () => {
  const manifest = path.join(repository, 'src/native/manifest');

  test('pins the versions that the tests run with', async () => {
    const { dependencies } = JSON.parse(await readFile(path.join(manifest, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies).sort()).toEqual([...nativePackages].sort());
    for (const name of nativePackages) {
      const installed = path.join(repository, 'node_modules', name, 'package.json');
      expect(dependencies[name], name).toBe(JSON.parse(await readFile(installed, 'utf8')).version);
    }
  });

  test('locks every package by its hash, from whichever registry, for all platforms', async () => {
    const { packages } = JSON.parse(await readFile(path.join(manifest, 'package-lock.json'), 'utf8'));
    for (const [name, locked] of Object.entries<Record<string, unknown>>(packages)) {
      if (name === '') continue;
      expect(locked.integrity, name).toMatch(/^sha512-/);
      expect(locked, name).not.toHaveProperty('resolved');
    }
    for (const binary of ['@img/sharp-linux-arm64', '@img/sharp-linux-x64', '@koromix/koffi-linux-x64'])
      expect(packages).toHaveProperty([`node_modules/${binary}`]);
  });
});

test.each([
  [{ RUNNER_TOOL_CACHE: '/opt/tools', XDG_CACHE_HOME: '/x' }, '/opt/tools/cegi'],
  [{ XDG_CACHE_HOME: '/x' }, '/x/cegi'],
  [{ XDG_CACHE_HOME: '' }, path.join(os.homedir(), '.cache/cegi')],
])('the cache of %j is %s', (env, directory) => {
  expect(nativeCacheDirectory(env)).toBe(directory);
});
