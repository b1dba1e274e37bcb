/** More than any honest run leaves; what a stranger's run leaves may be anything. */
export const resultLimits = {
  /** `result.json` of all its shards. */
  files: 300,
  fileBytes: 64 * 1024 * 1024,
  /** All together. */
  bytes: 512 * 1024 * 1024,
};
