import { unreadable } from '../../rules/policy/index.ts';
import { isGraphRow } from './normalize-resource.ts';
import type { ExportedResource } from './normalize-resource.ts';

/** Members beside the properties that rules read. An export that names its columns may leave them out. */
const columns = ['identity', 'kind', 'sku', 'tags'] as const;

/** Which columns an export has at all: that no resource in it has one tells that the column was left out, not that nobody has one. */
export class Columns {
  readonly #seen = new Set<string>();

  add(resource: ExportedResource): void {
    for (const column of columns) if (column in resource) this.#seen.add(column);
  }

  /** The resource, with what was left out of it as something that cannot be read. A row of Resource Graph has every column that its query names. */
  complete(resource: ExportedResource): ExportedResource {
    const missing = columns.filter(
      (column) => !(column in resource) && (isGraphRow(resource) || !this.#seen.has(column)),
    );
    if (missing.length === 0) return resource;
    const unknown = missing.map((column) => [
      column,
      unreadable(`not exported: the file was made without the column ${column}`),
    ]);
    return { ...resource, ...Object.fromEntries(unknown) };
  }
}
