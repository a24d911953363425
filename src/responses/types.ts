import * as z from 'zod';
import type { AlertSettings } from '../alert-settings.ts';
import type { Ports } from '../compliance/index.ts';
import type { Drift, DueBook, Outbox, Responses, WorkQueue } from '../store/types.ts';

/**
 * `open`: taken up, and nobody has been told yet. `waiting`: for people. `escalated`: the time allowed is over, and others were told.
 * `disputed`: somebody says that the finding is wrong; it stays open. `closed`.
 */
export type Status = 'open' | 'waiting' | 'escalated' | 'disputed' | 'closed';

/** How a response ended. `superseded`: a newer drift of the same resource and policy is answered instead. */
export type Closure = 'resolved' | 'superseded' | 'exempt' | 'not-applicable';

/** The answer to one drift, from when it was taken up until it is closed. */
export interface Response {
  /** That of the drift. */
  readonly id: string;
  readonly drift: Drift;
  readonly status: Status;
  /** Number of its last step. */
  readonly step: number;
  readonly openedAt: string;
  /** When the time allowed is over. */
  readonly dueAt: string;
  /** When it is to be looked at again; absent once it is closed. */
  readonly nextAt?: string;
  /** Whether people have been told of it. */
  readonly told?: boolean;
  /** Another response of the same resource and policy, that people were told of, went over into this one. */
  readonly continues?: true;
  readonly remindedAt?: string;
  /** No reminder before it. */
  readonly snoozedUntil?: string;
  /** Object id of who looks after it. */
  readonly acknowledgedBy?: string;
  readonly escalations: number;
  readonly closure?: Closure;
  readonly closedAt?: string;
}

/** Something that happened to a response. Never rewritten. */
export interface Step {
  readonly n: number;
  readonly at: string;
  readonly what:
    | 'claimed'
    | 'told'
    | 'acknowledged'
    | 'snoozed'
    | 'disputed'
    | 'undisputed'
    | 'exemption-requested'
    | 'reminded'
    | 'escalated'
    | 'closed';
  /** Object id of the person; absent where the system did it. */
  readonly who?: string;
  readonly why?: string;
}

/** What people are told of a response. */
export type Occasion = 'first' | 'changed' | 'resolved' | 'reminder' | 'escalation';

/** Where a drift that is to be answered stands in the journal: a message of the queue `respond`. */
export const driftWork = z.object({
  resourceId: z.string().min(1),
  sequence: z.int().min(1),
  recordedAt: z.iso.datetime(),
});
export type DriftWork = z.infer<typeof driftWork>;

export interface ResponsePorts extends Pick<Ports, 'store' | 'journal' | 'clock' | 'log'> {
  readonly responses: Responses<Response, Step>;
  readonly due: DueBook;
  readonly outbox: Outbox;
  /** Wakes who drains a channel. */
  readonly wake: WorkQueue<{ readonly lane: string }>;
  readonly alerts: AlertSettings;
}
