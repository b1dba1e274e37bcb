import { posix } from 'node:path';
import { type Findings, type FoundModel, type FoundServer, placeName } from './findings.ts';
import { idFrom, saysSomething, unique } from './names.ts';

/** What may become an entry: a model that was found, or a server's. */
export interface Candidate {
  id: string;
  name: string;
  model: FoundModel | null;
  server: FoundServer | null;
  /** Index of the candidate that it was fine-tuned from. */
  base: number | null;
}

export function candidatesOf({ models, servers }: Findings): Candidate[] {
  const names = [...models.map(({ place }) => placeName(place)), ...servers.map(({ model }) => model)];
  const ids = unique(modelIds(names));
  return [
    ...models.map((model, index): Candidate => {
      const base = baseOf(model, models, ids);
      return { id: ids[index]!, name: placeName(model.place), model, server: null, base };
    }),
    ...servers.map((server, index): Candidate => {
      const id = ids[models.length + index]!;
      return { id, name: `${server.path}:${server.service}`, model: null, server, base: null };
    }),
  ];
}

/** Ids from the ends of names: the last part, with one that says more before it where others have the same. */
function modelIds(names: readonly string[]): string[] {
  const parts = names.map((name) => name.replace(/\.gguf$/, '').split('/'));
  const short = parts.map((path) => idFrom(path.at(-1)!) || 'model');
  return parts.map((path, index) => {
    const id = short[index]!;
    if (short.filter((other) => other === id).length === 1) return id;
    const before = path.slice(0, -1).reverse();
    const telling = before.find(saysSomething) ?? before[0] ?? '';
    return idFrom(`${telling}-${id}`) || id;
  });
}

/** The model here that another one says it was fine-tuned from: by path, by its name on the Hub, else by its last name or its id. */
function baseOf(
  { base, place }: FoundModel,
  models: readonly FoundModel[],
  ids: readonly string[],
): number | null {
  if (base === null) return null;
  const own = placeName(place);
  const nearby = place.kind === 'path' ? posix.join(place.path, base.name) : base.name;
  const wanted = [base.name, nearby].map((path) => posix.normalize(path).replace(/\/$/, ''));
  const others = models.flatMap((model, index) => {
    const name = placeName(model.place);
    return name === own ? [] : [{ name, index, isHere: model.place.kind === 'path' }];
  });
  const exact = others.find(({ name }) => wanted.includes(name));
  if (exact) return exact.index;
  const last = posix.basename(wanted[0]!).toLowerCase();
  const alike = others.filter(
    ({ name, index, isHere }) =>
      isHere && [posix.basename(name), ids[index]!].some((own) => own.toLowerCase() === last),
  );
  return alike.length === 1 ? alike[0]!.index : null;
}
