import type { State } from '../../policy/types.ts';
import type { Cause } from '../../store/types.ts';

/** A record that a notice is about. */
export interface About {
  readonly record:
    'exemption' | 'attestation' | 'review' | 'decision' | 'agreement' | 'announced-change' | 'incident';
  readonly id: string;
  readonly version: number;
}

/** Something that people are to be told of once. Never rewritten; channels come later. Kept by month of `at`. */
export type Notice = {
  /** When it was due. */
  readonly at: string;
  readonly subscriptionId?: string;
} & (
  | {
      readonly kind: 'expires-soon';
      readonly about: About;
      readonly days: number;
      readonly expiresAt: string;
    }
  | { readonly kind: 'expired' | 'began' | 'ended'; readonly about: About }
  | {
      /** A window of announced work is over, and what it opened is open still. */
      readonly kind: 'announced-still-open';
      readonly about: About;
      readonly open: readonly { readonly resourceId: string; readonly policy: string }[];
      readonly count: number;
    }
  | {
      /** A notice that an incident wants given by a day (`2026-04-30`), so many days ahead of it; `overdue`: it is past. */
      readonly kind: 'notice-due' | 'notice-overdue';
      readonly about: About;
      readonly to: string;
      readonly by: string;
      readonly days: number;
    }
  | {
      /** Drifts that nobody made by changing a resource: one notice for all of a group. */
      readonly kind: 'drifts';
      readonly cause: Exclude<Cause, 'resource'>;
      readonly group: string;
    }
  | {
      /** Controls that stand otherwise than before. */
      readonly kind: 'controls';
      readonly changes: readonly {
        readonly control: string;
        readonly from: State;
        readonly to: State;
        readonly cause: readonly string[];
      }[];
    }
  | {
      /** States that have been Unknown, or unconfirmed, for too long. */
      readonly kind: 'not-known';
      readonly reason: string;
      readonly count: number;
      readonly since: string;
    }
);
