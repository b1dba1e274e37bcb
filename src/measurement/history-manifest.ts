import { z } from 'zod';

/** Tells that a directory or branch holds a history, and lists its index; relative to its root, as all its files. */
export const manifestFile = 'index/manifest.json';

/** A file of the index, by its month and its number in it; each is a list of `RunSummary`. */
export const shardName = /^index\/(\d{4}-\d{2})-([1-9]\d{0,6})\.json$/;

/** The content of `manifestFile`: the files of the index, the oldest first. */
export const manifestSchema = z.array(z.string().regex(shardName)).max(100_000);
