/**
 * Has glibc ask for huge pages: weights are read from end to end for every token, and with pages of 4 KiB the processor
 * spends a part of that time on looking up where they are. Whatever is not glibc takes no notice.
 */
export const memoryEnvironment: NodeJS.ProcessEnv = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };
