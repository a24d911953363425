import type { Versioned } from './scan-types.ts';

/** What the store needs to know of a response; all else is the value's own. */
export interface ResponseLike {
  /** Id of the drift that it answers: `<hash of the resource id>-<sequence>`. */
  readonly id: string;
  readonly status: string;
}

/** One thing that happened to a response. Steps are only added. */
export interface StepLike {
  /** 1 for the first; without gaps. */
  readonly n: number;
}

/** Responses to drifts. Those of one resource lie together, each with its steps beside it. */
export interface Responses<T extends ResponseLike, S extends StepLike> {
  /** `taken`: that drift is answered already, and stays as it is. */
  claim(response: T, step: S): Promise<'claimed' | 'taken'>;
  read(id: string): Promise<Versioned<T> | undefined>;
  /** Replaces it and adds a step, in one transaction. `conflict`: somebody else was first; read it again. */
  save(response: T, step: S, etag: string): Promise<{ readonly etag: string } | 'conflict'>;
  /** Those of the resource of a response that are not closed. */
  openBeside(id: string): Promise<readonly Versioned<T>[]>;
  /** Oldest first. */
  steps(id: string): Promise<readonly S[]>;
}

/** When something is to be looked at again. */
export interface ScheduleEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * What waits, by the moment at which it is to be looked at: waiting is data. An entry is written before what it stands for, so it
 * may be there in vain, and is never missing.
 */
export interface Schedule {
  add(entry: ScheduleEntry): Promise<void>;
  /** One that is gone already is no trouble. */
  remove(entry: ScheduleEntry): Promise<void>;
  /** Those of a moment (ISO 8601) and before it, or all, the earliest first. */
  until(at?: string): AsyncIterable<ScheduleEntry>;
}
