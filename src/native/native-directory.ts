import { createRequire } from 'node:module';
import path from 'node:path';

/** The packages that cannot be bundled because they carry compiled code. */
export const nativePackages = ['onnxruntime-node', 'sharp', 'koffi'] as const;
export type NativePackage = (typeof nativePackages)[number];

/** Loads one of the native packages from a directory that `ensureNative` gave, not from where this program lies. */
export function requireNative<T>(nativeDirectory: string, name: NativePackage): T {
  return createRequire(path.join(nativeDirectory, 'package.json'))(name) as T;
}

/** Those native packages that do not resolve from a directory. */
export function missingNativePackages(nativeDirectory: string): NativePackage[] {
  const { resolve } = createRequire(path.join(nativeDirectory, 'package.json'));
  return nativePackages.filter((name) => {
    try {
      resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}
