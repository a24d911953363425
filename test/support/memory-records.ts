import type { Records, RecordVersion } from '../../src/model/record.ts';
import type { RecordBook } from '../../src/records/index.ts';
import { openRecords } from '../../src/records/index.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Records as a table keeps them: a version that is there is never replaced. */
export class MemoryRecords<T> implements Records<T> {
  hook: () => void = () => undefined;
  readonly #owners = new Map<string, RecordVersion<T>[]>();

  async add(owner: string, version: RecordVersion<T>) {
    await Promise.resolve();
    this.hook();
    const versions = this.#owners.get(owner) ?? [];
    if (versions.some(({ id, version: number }) => id === version.id && number === version.version))
      return 'taken' as const;
    this.#owners.set(owner, [...versions, copy(version)]);
    return 'added' as const;
  }

  async latest(owner: string) {
    await Promise.resolve();
    return [...new Map((this.#owners.get(owner) ?? []).map((each) => [each.id, copy(each)])).values()];
  }

  async nextOwner(from: string) {
    await Promise.resolve();
    return [...this.#owners.keys()].filter((owner) => owner >= from).toSorted()[0];
  }

  async history(owner: string, id: string) {
    await Promise.resolve();
    return copy((this.#owners.get(owner) ?? []).filter((each) => each.id === id));
  }
}

export function memoryRecords(): RecordBook {
  return openRecords(<T>() => new MemoryRecords<T>());
}
