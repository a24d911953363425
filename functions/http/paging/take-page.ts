import type { PageRequest } from './page-request.ts';

/** A page of a list; `more`: `next`, where there is more, to be spread into the answer. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly more: { readonly next?: string };
}

/**
 * The page of a list that its source does not sort, by the places of its entries. Of a stream no more than two pages are held at once.
 * @param placeOf different for each entry
 */
export async function pageSorted<T>(
  source: Iterable<T> | AsyncIterable<T>,
  placeOf: (entry: T) => string,
  page: PageRequest,
): Promise<Page<T>> {
  const wanted = page.limit + 1;
  let found: { readonly entry: T; readonly place: string }[] = [];
  const sortAndCut = () => {
    found = found.toSorted((one, other) => (one.place < other.place ? -1 : 1)).slice(0, wanted);
  };
  for await (const entry of source) {
    const place = placeOf(entry);
    if (page.after !== undefined && place <= page.after) continue;
    found.push({ entry, place });
    if (found.length >= 2 * wanted) sortAndCut();
  }
  sortAndCut();
  return pageFrom(found, page);
}

/** The first entries of a source that is in the order of its places and begins after that of the request. What follows is not read. */
export async function pageInOrder<T>(
  source: AsyncIterable<T>,
  placeOf: (entry: T) => string,
  page: PageRequest,
): Promise<Page<T>> {
  const found: { readonly entry: T; readonly place: string }[] = [];
  for await (const entry of source) {
    found.push({ entry, place: placeOf(entry) });
    if (found.length > page.limit) break;
  }
  return pageFrom(found, page);
}

function pageFrom<T>(
  found: readonly { readonly entry: T; readonly place: string }[],
  { limit, cursorAt }: PageRequest,
): Page<T> {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(({ entry }) => entry), more: last ? { next: cursorAt(last.place) } : {} };
}
