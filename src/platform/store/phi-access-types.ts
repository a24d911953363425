import type { Versioned } from './scan-types.ts';

/** An hour, and when it was last asked for with another result than before. */
export interface ProfileVersion {
  /** Its start, ISO 8601. */
  readonly hour: string;
  /** Before the question was sent. */
  readonly askedAt: string;
}

/** The answer of a query for an hour. */
export interface Profile<T> extends ProfileVersion {
  readonly rows: readonly T[];
}

/** Answers of queries by hour: PHI, as they hold keyed hashes of patient ids. Saved for as long as baselines look back. */
export interface Profiles {
  /**
   * Replaces all that is stored for an hour. `older`: the stored answer was asked for later, and stays. `same`: it is
   * stored already. Readers see all of an hour as it was, or all as it is.
   */
  replace(query: string, profile: Profile<unknown>): Promise<'replaced' | 'same' | 'older'>;
  /** From inclusive, to exclusive, oldest first. */
  versions(query: string, from: string, to: string): AsyncIterable<ProfileVersion>;
  between<T>(query: string, from: string, to: string): AsyncIterable<Profile<T>>;
  /** Removes the hours before a moment. Returns how many rows that were. */
  purge(query: string, before: string): Promise<number>;
}

/** The fields of an anomaly that the store needs to know. */
export interface AnomalyLike {
  readonly id: string;
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
}

export interface Anomalies<T extends AnomalyLike> {
  read(id: string): Promise<Versioned<T> | undefined>;
  /** Writes it. `conflict`: somebody else has; `undefined` as an ETag: it must not be there. */
  write(anomaly: T, etag: string | undefined): Promise<'written' | 'conflict'>;
  /** Those that end at or after a moment, by when they began. */
  since(moment: string): AsyncIterable<Versioned<T>>;
}
