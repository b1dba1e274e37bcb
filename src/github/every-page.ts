/** All of a list, page by page, because the client's own pagination forgets the signal. */
export async function everyPage<T>(
  read: (page: number) => Promise<{ data: T[]; headers: { link?: string | undefined } }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1, more = true; more; page++) {
    const { data, headers } = await read(page);
    all.push(...data);
    more = headers.link?.includes('rel="next"') ?? false;
  }
  return all;
}
