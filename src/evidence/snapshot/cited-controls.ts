import { controlsCited } from '../../rules/controls/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';

/** Returns the ids of the safeguards that citations name, with commas between them; or the first that names none. */
export function citedControls(
  list: string,
  { controls }: Pick<Catalogue, 'controls'>,
): { readonly ids: readonly string[] } | { readonly unknown: string } {
  const ids = new Set<string>();
  for (const citation of list.split(',').filter((each) => each.trim() !== '')) {
    const found = controlsCited(citation, controls);
    if (found.length === 0) return { unknown: citation.trim() };
    for (const { id } of found) ids.add(id);
  }
  return { ids: [...ids].toSorted() };
}
