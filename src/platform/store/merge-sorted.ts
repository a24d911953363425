/** Sources asked for their first item at once, at most so many: each is a request. */
const atOnce = 32;

/** Merges sorted sources into one sorted stream; holds one item of each. */
export async function* mergeSorted<T>(
  sources: readonly AsyncGenerator<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  const heads: { source: AsyncGenerator<T>; item: T }[] = [];
  for (let start = 0; start < sources.length; start += atOnce) {
    const batch = sources.slice(start, start + atOnce);
    const firsts = await Promise.all(batch.map(async (source) => ({ source, first: await source.next() })));
    for (const { source, first } of firsts) if (!first.done) heads.push({ source, item: first.value });
  }
  heads.sort((a, b) => compare(a.item, b.item));
  while (heads[0]) {
    const least = heads[0];
    yield least.item;
    const next = await least.source.next();
    heads.shift();
    if (next.done) continue;
    const place = heads.findIndex((other) => compare(next.value, other.item) < 0);
    heads.splice(place === -1 ? heads.length : place, 0, { source: least.source, item: next.value });
  }
}
