import { randomUUID } from 'node:crypto';
import { stateProperty } from './asynchronous-types.ts';
import type { Resource } from './resource.ts';
import { ResourceTimes } from './resource-times.ts';

/** A resource as it was from `at` on; none: deleted, or not made yet. */
interface Version {
  readonly at: number;
  readonly resource?: Resource;
  readonly etag: string;
  /** Until then the state of the resource is `transition`. */
  readonly settlesAt: number;
  readonly transition: Transition;
}

type Transition = 'Creating' | 'Updating' | 'Deleting';

export interface Stored {
  readonly resource: Resource;
  readonly etag: string;
}

/** The version that a read answers: the newest, the one before, or the one of a moment (milliseconds). */
export type Freshness = 'now' | 'previous' | { readonly asOf: number };

const keptVersions = 20;

/** The resources with their recent versions, so that a read can lag behind the writes. Ids are compared without case. */
export class Resources {
  readonly times = new ResourceTimes();
  readonly #byId = new Map<string, Version[]>();
  readonly #now: () => number;
  readonly #beforeRead: () => void;
  #sorted: readonly string[] | undefined;

  /** @param beforeRead ends what has come to its end, so that a read never sees a moment that is over */
  constructor(resources: Iterable<Resource>, now: () => number, beforeRead: () => void) {
    this.#now = now;
    this.#beforeRead = beforeRead;
    for (const resource of resources) {
      if (!resource.id) throw new Error(`a resource of type ${resource.type} has no id`);
      const etag = typeof resource['etag'] === 'string' ? resource['etag'] : `W/"${randomUUID()}"`;
      this.#byId.set(resource.id.toLowerCase(), [
        { at: -Infinity, resource, etag, settlesAt: -Infinity, transition: 'Creating' },
      ]);
    }
  }

  get(id: string, freshness: Freshness = 'now'): Stored | undefined {
    this.#beforeRead();
    const versions = this.#byId.get(id.toLowerCase());
    const version = versions && pick(versions, freshness);
    if (!version?.resource) return undefined;
    const { resource, etag, settlesAt, transition } = version;
    return { etag, resource: settlesAt > this.#now() ? inState(resource, transition) : resource };
  }

  /** Writes a resource; `settleMs`: for how long its provisioning state is not final. Returns what a read answers. */
  put(resource: Resource, settleMs = 0): Stored {
    const at = this.#now();
    const before = this.get(resource.id!);
    const etag = `W/"${randomUUID()}"`;
    const written = typeof before?.resource['etag'] === 'string' ? { ...resource, etag } : resource;
    this.times.written(resource.id!, at, !before);
    this.#push(resource.id!, {
      at,
      resource: settleMs > 0 ? inState(written, 'Succeeded') : written,
      etag,
      settlesAt: at + settleMs,
      transition: before ? 'Updating' : 'Creating',
    });
    return this.get(resource.id!)!;
  }

  /** Shows a resource as being worked on, until a moment; nothing else of it changes. */
  unsettle(id: string, settlesAt: number, transition: Transition): void {
    const before = this.#byId.get(id.toLowerCase())?.at(-1);
    if (before?.resource) this.#push(id, { ...before, at: this.#now(), settlesAt, transition });
  }

  /** Removes a resource and everything that lies under it or extends it. Returns what was there. */
  remove(id: string): Resource[] {
    const ids = [id.toLowerCase(), ...this.idsUnder(`${id.toLowerCase()}/`)];
    return ids.flatMap((each) => {
      const before = this.get(each);
      if (!before) return [];
      this.#push(each, { at: this.#now(), etag: '', settlesAt: -Infinity, transition: 'Updating' });
      return [before.resource];
    });
  }

  /** Lower-case ids that begin with the prefix and come after `after`, in order, those of deleted resources included. */
  *idsUnder(prefix: string, after = prefix): Generator<string> {
    this.#beforeRead();
    this.#sorted ??= [...this.#byId.keys()].toSorted((a, b) => (a < b ? -1 : 1));
    const ids = this.#sorted;
    for (let index = firstAfter(ids, after); index < ids.length; index++) {
      const id = ids[index]!;
      if (!id.startsWith(prefix)) return;
      yield id;
    }
  }

  /** Everything that exists, as a read would answer it. */
  *all(): Generator<Resource> {
    for (const id of this.idsUnder('')) {
      const stored = this.get(id);
      if (stored) yield stored.resource;
    }
  }

  #push(id: string, version: Version): void {
    const key = id.toLowerCase();
    const versions = this.#byId.get(key);
    if (versions) {
      versions.push(version);
      if (versions.length > keptVersions) versions.shift();
    } else {
      this.#byId.set(key, [version]);
      this.#sorted = undefined;
    }
  }
}

function pick(versions: readonly Version[], freshness: Freshness): Version | undefined {
  if (freshness === 'now') return versions.at(-1);
  if (freshness === 'previous') {
    const initial = versions.length === 1 && versions[0]!.at === -Infinity;
    return initial ? versions[0] : versions.at(-2);
  }
  return versions.findLast((version) => version.at <= freshness.asOf);
}

/** `KnownServerState` of @azure/arm-postgresql-flexible. */
const serverStates = {
  Creating: 'Provisioning',
  Updating: 'Updating',
  Deleting: 'Dropping',
  Succeeded: 'Ready',
} as const;

function inState(resource: Resource, state: Transition | 'Succeeded'): Resource {
  const name = stateProperty(resource.type);
  if (name === undefined) return resource;
  const properties = resource['properties'] as Readonly<Record<string, unknown>> | undefined;
  const word = name === 'state' ? serverStates[state] : state;
  return { ...resource, properties: { ...properties, [name]: word } };
}

/** Index of the first id beyond `bound`, by halving. */
function firstAfter(ids: readonly string[], bound: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
