import type { Actor } from './events.ts';
import type { LongOperation } from './long-operations.ts';
import type { Json } from './merge.ts';
import type { Resource } from './resource.ts';
import type { Conditions } from './writes.ts';

/** One request that was seen, with what was answered. */
export interface LogEntry {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly apiVersion: string | null;
  readonly status: number | 'reset';
  readonly oid?: string;
}

/** A write, delete, action or move, whoever asks for it. */
export interface ChangeRequest {
  readonly method: 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  readonly id: string;
  readonly body?: unknown;
  readonly actor: Actor;
  readonly correlationId?: string | undefined;
  /** As it came in; for the event. */
  readonly url?: string;
  readonly conditions?: Conditions;
}

export interface ChangeResult {
  readonly status: number;
  readonly resource?: Resource;
  readonly etag?: string;
  /** The operation by which it is carried out; the resource is as it was. */
  readonly operation?: LongOperation;
  /** The body of the answer, where it is not the resource. */
  readonly answer?: Json;
}
