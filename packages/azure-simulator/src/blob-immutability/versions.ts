import type { OutgoingHttpHeaders } from 'node:http';
import { protectionHeaders } from './protection.ts';
import type { Protection } from './protection.ts';

export interface Version {
  /** The time at which it was made, with seven digits after the point. */
  readonly id: string;
  protection: Protection;
}

export interface PreviousVersion extends Version {
  /** As they were answered while it was the current one. */
  readonly headers: OutgoingHttpHeaders;
  readonly content: Buffer;
}

interface Versions {
  current?: Version;
  /** The oldest first. */
  previous: readonly PreviousVersion[];
}

/**
 * The versions of all blobs. The content of a current one lies in Azurite, that of previous ones here.
 * https://learn.microsoft.com/azure/storage/blobs/versioning-overview
 */
export class VersionStore {
  readonly #blobs = new Map<string, Versions>();
  readonly #now: () => number;
  #last = { ms: 0, count: 0 };

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The current version of a blob that is there; one that was made past the simulation gets its id when it is first seen. */
  current(path: string): Version {
    const versions = this.#of(path);
    versions.current ??= { id: this.#newId(), protection: {} };
    return versions.current;
  }

  previous(path: string): readonly PreviousVersion[] {
    return this.#blobs.get(path)?.previous ?? [];
  }

  /** All blobs of a container that have previous versions, by path. */
  *withPrevious(container: string): Generator<readonly [string, readonly PreviousVersion[]]> {
    for (const [path, { previous }] of this.#blobs)
      if (previous.length > 0 && path.startsWith(`${container}/`)) yield [path, previous];
  }

  /** Makes a new current version. @param before the one that it takes the place of. */
  replace(path: string, protection: Protection, before?: PreviousVersion): Version {
    if (before) this.demote(path, before);
    const versions = this.#of(path);
    versions.current = { id: this.#newId(), protection };
    return versions.current;
  }

  /** Makes the current version a previous one: there is no current one then. */
  demote(path: string, before: PreviousVersion): void {
    const versions = this.#of(path);
    versions.previous = [...versions.previous, before];
    delete versions.current;
  }

  remove(path: string, id: string): void {
    const versions = this.#of(path);
    versions.previous = versions.previous.filter((each) => each.id !== id);
  }

  #of(path: string): Versions {
    const known = this.#blobs.get(path) ?? { previous: [] };
    this.#blobs.set(path, known);
    return known;
  }

  #newId(): string {
    const { ms, count } = this.#last;
    const now = this.#now();
    if (now > ms) this.#last = { ms: now, count: 0 };
    else this.#last = count === 9999 ? { ms: ms + 1, count: 0 } : { ms, count: count + 1 };
    const digits = String(this.#last.count).padStart(4, '0');
    return new Date(this.#last.ms).toISOString().replace('Z', `${digits}Z`);
  }
}

/** The headers that show a version, beside those of its content. */
export function versionHeaders(
  { id, protection }: Version,
  isCurrent: boolean,
): Readonly<Record<string, string>> {
  return {
    'x-ms-version-id': id,
    ...(isCurrent && { 'x-ms-is-current-version': 'true' }),
    ...protectionHeaders(protection),
  };
}
