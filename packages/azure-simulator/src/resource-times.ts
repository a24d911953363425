import type { Resource } from './resource.ts';

/** The time of what was there at the start and says nothing of it. */
const unknown = '2024-01-01T00:00:00.0000000Z';

/** The times at which resources were made and last changed, as Resource Manager remembers them. */
export class ResourceTimes {
  readonly #made = new Map<string, string>();
  readonly #changed = new Map<string, string>();

  /** @param at milliseconds since 1970 */
  written(id: string, at: number, isNew: boolean): void {
    const key = id.toLowerCase();
    const time = new Date(at).toISOString();
    if (isNew) this.#made.set(key, time);
    this.#changed.set(key, time);
  }

  /** Both times; those of a resource that was there at the start are in its `systemData`, if anywhere. */
  of(resource: Resource): { readonly createdTime: string; readonly changedTime: string } {
    const key = resource.id!.toLowerCase();
    const { createdAt, lastModifiedAt } = (resource['systemData'] ?? {}) as Readonly<Record<string, string>>;
    const createdTime = this.#made.get(key) ?? createdAt ?? unknown;
    return { createdTime, changedTime: this.#changed.get(key) ?? lastModifiedAt ?? createdTime };
  }
}
