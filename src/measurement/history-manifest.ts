import { z } from 'zod';

/** In a history, where its index is listed; relative to its root, as all its files. */
export const manifestPath = 'index/manifest.json';

/** The content of `manifestPath`: the files of the index, each a list of `RunSummary`. */
export const manifestSchema = z.array(z.string().regex(/^index\/[\w-][\w.-]*\.json$/));
