import { posix } from 'node:path';
import type { FoundModel } from './findings.ts';
import { hasPointer, unfetched } from './lfs-pointers.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** The GGUF files of a directory; of one in parts, the first. */
export async function ggufModels(
  files: RepositoryFiles,
  directory: string,
  names: readonly string[],
): Promise<FoundModel[]> {
  const first = names.filter(
    (name) =>
      name.endsWith('.gguf') && !/^mmproj/i.test(name) && !/-0*(?:[2-9]|\d{2,})-of-\d+\.gguf$/.test(name),
  );
  return Promise.all(
    first.map(async (name): Promise<FoundModel> => {
      const isUnfetched = await hasPointer(files, [posix.join(directory, name)]);
      return {
        place: { kind: 'path', path: posix.join(directory, name) },
        format: 'gguf',
        // Its projector lies beside it.
        seesPictures: names.some((other) => /^mmproj.*\.gguf$/i.test(other)),
        dtypes: [],
        problem: null,
        base: null,
        trainableParameters: null,
        allParameters: null,
        trainingEmissions: null,
        // Its server knows.
        chats: true,
        rank: null,
        namedIn: null,
        isUnfetched,
        notes: isUnfetched ? [unfetched] : [],
      };
    }),
  );
}
