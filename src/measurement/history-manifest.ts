import { z } from 'zod';

/** `index/manifest.json` of a history: the files that lie beside it, each a list of `RunSummary`. */
export const manifestSchema = z.array(z.string().regex(/^(?:index\/)?[\w-][\w.-]*\.json$/));

/** A shard's file, relative to the manifest's directory, whether or not the entry names that directory. */
export const shardFile = (entry: string) => entry.replace(/^index\//, '');
