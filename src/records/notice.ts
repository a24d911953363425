import type { Cause, Records, RecordVersion, SafeguardStatus } from '../model/index.ts';
import type { BookPorts } from './versioned-record.ts';

/** A record that a notice is about. */
export interface NoticeSubject {
  readonly record:
    | 'exemption'
    | 'attestation'
    | 'review'
    | 'decision'
    | 'entity-profile'
    | 'agreement'
    | 'announced-change'
    | 'incident'
    | 'tabletop';
  readonly id: string;
  readonly version: number;
}

/** Something that people are to be told once. Never rewritten; channels come later. Saved by month of `at`. */
export type Notice = {
  /** When it was due. */
  readonly at: string;
  readonly subscriptionId?: string;
} & (
  | {
      readonly kind: 'expires-soon';
      readonly about: NoticeSubject;
      readonly days: number;
      readonly expiresAt: string;
    }
  | { readonly kind: 'expired' | 'began' | 'ended'; readonly about: NoticeSubject }
  | {
      /** A window of announced work is over, and what it opened is open still. */
      readonly kind: 'announced-still-open';
      readonly about: NoticeSubject;
      readonly open: readonly { readonly resourceId: string; readonly policy: string }[];
      readonly count: number;
    }
  | {
      /** An incident's notice that must be given by a day (`2026-04-30`), and the days until then; `overdue`: the day is past. */
      readonly kind: 'notice-due' | 'notice-overdue';
      readonly about: NoticeSubject;
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
        readonly from: SafeguardStatus;
        readonly to: SafeguardStatus;
        readonly cause: readonly string[];
        readonly at: string;
      }[];
    }
  | {
      /** PHI in a service that Microsoft's agreement is not known to be about: told again each month while it lasts. */
      readonly kind: 'phi-outside-agreement';
      /** The service, as Microsoft's list names it, or the type of resource where the list has none. */
      readonly service: string;
      /** Microsoft's list says that it is not in scope; otherwise it says nothing of it. */
      readonly isOutOfScope: boolean;
    }
  | {
      /** States that have been Unknown, or unconfirmed, for too long. */
      readonly kind: 'not-known';
      readonly reason: string;
      readonly count: number;
      readonly since: string;
    }
  | {
      /** Events of a subscription have stopped: nothing for twice as long as it ever was in two weeks. */
      readonly kind: 'events-silent';
      readonly since: string;
      readonly longestPauseHours: number;
    }
  | {
      /** The end of the ledger, for a channel that leads out of the subscription: once a day. */
      readonly kind: 'ledger-head';
      readonly row: number;
      readonly hash: string;
      readonly channel: string;
    }
  | {
      /** The ledger, or what the tables hold, is not as it was written. */
      readonly kind: 'ledger-differs';
      readonly why: readonly string[];
    }
  | {
      /** A document that people attest by is not there as it was signed. */
      readonly kind: 'document-changed';
      /** Ids of the attestations and reviews that rest on it. */
      readonly attestations: readonly string[];
      readonly expected: string;
      readonly found?: string;
    }
  | {
      /** Messages of a queue that failed too often, or were not understood, and are no longer requeued. */
      readonly kind: 'poison-messages';
      readonly queue: string;
      readonly count: number;
      readonly since: string;
    }
);

interface Notices {
  readonly notices: Records<Notice>;
}

/** Notes something that people are to be told, unless it is noted already. */
export async function noteOnce(
  id: string,
  notice: Notice,
  { notices }: Notices,
  recordedAt: string,
): Promise<void> {
  if (await isNoted(id, notice.at, { notices })) return;
  await notices.add(monthOf(notice.at), { id, version: 1, recordedAt, value: notice });
}

/** `at`: when it was due. */
export async function isNoted(id: string, at: string, { notices }: Notices): Promise<boolean> {
  return (await notices.history(monthOf(at), id)).length > 0;
}

/** The notices recorded at or after a moment (ISO 8601), oldest first; those that were due long before it are left out. */
export async function noticesSince(
  since: string,
  { records, clock }: BookPorts<Notices>,
): Promise<readonly RecordVersion<Notice>[]> {
  const from = new Date(since);
  const found: RecordVersion<Notice>[] = [];
  // Only months that have notices are read: nobody says how long ago the first was.
  let month = await records.notices.nextOwner(monthBefore(from));
  while (month !== undefined && month <= monthOf(clock.now().toISOString())) {
    found.push(...(await records.notices.latest(month)));
    month = await records.notices.nextOwner(`${month}.`);
  }
  return found
    .filter(({ recordedAt }) => recordedAt >= from.toISOString())
    .toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1));
}

function monthBefore(time: Date): string {
  const before = new Date(time);
  before.setUTCDate(0);
  return monthOf(before.toISOString());
}

function monthOf(time: string): string {
  return time.slice(0, 7);
}
