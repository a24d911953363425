import type { Clock } from '../base/index.ts';
import type { Records, RecordVersion } from '../model/index.ts';
import type { Invalid } from './fields.ts';

/** Why a record is not kept. */
export type Refusal =
  | Invalid
  /** There is no record of that id. */
  | { readonly kind: 'not-found' }
  /** It is no longer, or not yet, in a state in which this can be done; or somebody else was first. */
  | { readonly kind: 'conflict'; readonly why: string }
  /** It is the caller's own, or needs a person. */
  | { readonly kind: 'forbidden'; readonly why: 'own' | 'application' | 'role' };

export type Saved<T> = { readonly kind: 'saved'; readonly record: RecordVersion<T> } | Refusal;

/** The new value of a record, or the reason why there is none. */
export type Changed<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

/** The ports of a use case of records: the clock, and the parts of the record book that it names. */
export interface BookPorts<Book> {
  readonly records: Book;
  readonly clock: Clock;
}

/** The time and the id under which something is kept. */
export interface Saving {
  readonly now: string;
  readonly newId: () => string;
}

/** Keeps a new record. */
export async function saveNew<T>(
  records: Records<T>,
  owner: string,
  value: T,
  { now, newId }: Saving,
): Promise<Saved<T>> {
  return keep(records, owner, { id: newId(), version: 1, recordedAt: now, value });
}

/**
 * Keeps a further version of a record, made from the last one; what was there stays.
 * @param change gives the new value, or why there is none
 */
export async function saveChange<T extends object>(
  records: Records<T>,
  owner: string,
  id: string,
  now: string,
  change: (last: RecordVersion<T>) => Changed<T>,
): Promise<Saved<T>> {
  const last = (await records.history(owner, id)).at(-1);
  if (!last) return { kind: 'not-found' };
  const changed = change(last);
  if (changed.kind !== 'ok') return changed;
  const version = last.version + 1;
  return keep(records, owner, { id, version, recordedAt: now, value: changed.value });
}

async function keep<T>(records: Records<T>, owner: string, record: RecordVersion<T>): Promise<Saved<T>> {
  const added = await records.add(owner, record);
  return added === 'added'
    ? { kind: 'saved', record }
    : { kind: 'conflict', why: 'somebody else changed the record at the same time' };
}
