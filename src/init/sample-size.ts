/** Items that are drawn of a large dataset: a beginning, which `limit` changes. */
export const usualLimit = 200;

/** A dataset that has not many more items than that is evaluated whole. */
export const mostWhole = 400;
