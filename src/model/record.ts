/** One version of a record that people keep. A change is a further version: none is ever rewritten. */
export interface RecordVersion<T> {
  readonly id: string;
  /** 1 for the first; without gaps. */
  readonly version: number;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly value: T;
}

/** Records of one kind. Each belongs to an owner, under which it is found: a subscription, a month. */
export interface Records<T> {
  /** `taken`: that version is there already, and stays as it is. */
  add(owner: string, version: RecordVersion<T>): Promise<'added' | 'taken'>;
  /** The last version of each record of an owner. */
  latest(owner: string): Promise<readonly RecordVersion<T>[]>;
  /** The first owner in the order of their keys, from a key on, that has records; an owner of letters, digits and `-` is its own key. */
  nextOwner(from: string): Promise<string | undefined>;
  /** All versions of one record, oldest first; none: there is no such record. */
  history(owner: string, id: string): Promise<readonly RecordVersion<T>[]>;
}
