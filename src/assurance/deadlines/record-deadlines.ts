import { daysAfter } from '../../base/index.ts';
import { provedSince, tabletopStanding } from '../../drills/tabletops/index.ts';
import type { Tabletop } from '../../drills/tabletops/index.ts';
import type { RecordVersion } from '../../model/index.ts';
import type {
  Agreement,
  AnnouncedChange,
  Attestation,
  Deadline,
  Decision,
  EntityProfile,
  Exemption,
  Notice,
  NoticeSubject,
} from '../../records/index.ts';

/** Days before the end at which people are warned. */
const warningDays = {
  exemption: [30, 15, 1],
  agreement: [90, 60, 30],
  signed: [30, 7],
  tabletop: [30],
} as const;

/** Exemptions begin, are warned of 30, 15 and 1 days ahead, and end. */
export function exemptionDeadlines(
  { id, version, recordedAt, value }: RecordVersion<Exemption>,
  subscriptionId: string,
): readonly Deadline[] {
  const about: NoticeSubject = { record: 'exemption', id, version };
  const once = (kind: 'began' | 'ended', at: string): Deadline => ({
    id: noticeId(about, kind),
    at,
    notice: { kind, at, about, subscriptionId },
  });
  if (value.status === 'requested') return [];
  // One that was never approved has covered nothing.
  const began = value.source === 'azure' || value.approvedBy !== undefined;
  if (value.status === 'revoked') return began ? [once('ended', recordedAt)] : [];
  const { validFrom = recordedAt, expiresAt } = value;
  return [
    once('began', validFrom > recordedAt ? validFrom : recordedAt),
    ...(expiresAt === undefined
      ? []
      : expiry(about, recordedAt, expiresAt, warningDays.exemption, { subscriptionId })),
  ];
}

/** Warned of 90, 60 and 30 days ahead: a new contract takes its time. */
export function agreementDeadlines(record: RecordVersion<Agreement>): readonly Deadline[] {
  const { id, version, recordedAt, value } = record;
  if (value.status === 'ended') return [];
  const about: NoticeSubject = { record: 'agreement', id, version };
  return expiry(about, recordedAt, value.expiresAt, warningDays.agreement);
}

/** Attestations, reviews, decisions and entity profiles are to be signed again. */
export function signedDeadlines(
  record: 'attestation' | 'review' | 'decision' | 'entity-profile',
  { id, version, recordedAt, value }: RecordVersion<Attestation | Decision | EntityProfile>,
): readonly Deadline[] {
  if (value.status === 'revoked') return [];
  return expiry({ record, id, version }, recordedAt, value.expiresAt, warningDays.signed);
}

/**
 * A tabletop that is a proof is warned of 30 days ahead, so that another can be held. The end stays as it is whatever is confirmed later: one warning for
 * all of its versions.
 */
export function tabletopDeadlines(record: RecordVersion<Tabletop>): readonly Deadline[] {
  const since = provedSince(record);
  if (since === undefined) return [];
  const { standing, until } = tabletopStanding(record, since);
  const [days] = warningDays.tabletop;
  const at = daysAfter(until, -days);
  if (standing !== 'current' || at < since) return [];
  const about: NoticeSubject = { record: 'tabletop', id: record.id, version: record.version };
  const notice: Notice = { kind: 'expires-soon', at, about, days, expiresAt: until };
  return [{ id: `tabletop|${record.id}|${days}d`, at, until, notice }];
}

/** At the end of the window, what is still open is reported. */
export function windowDeadline({ id, version, value }: RecordVersion<AnnouncedChange>): {
  readonly id: string;
  readonly at: string;
  readonly about: NoticeSubject;
}[] {
  if (value.status === 'withdrawn') return [];
  const about: NoticeSubject = { record: 'announced-change', id, version };
  return [{ id: noticeId(about, 'ended'), at: value.until, about }];
}

function expiry(
  about: NoticeSubject,
  recordedAt: string,
  expiresAt: string,
  daysAhead: readonly number[],
  more: { readonly subscriptionId?: string } = {},
): readonly Deadline[] {
  const warnings = daysAhead.map((days): Deadline => {
    const at = daysAfter(expiresAt, -days);
    const notice: Notice = { kind: 'expires-soon', at, about, days, expiresAt, ...more };
    return { id: noticeId(about, `${days}d`), at, until: expiresAt, notice };
  });
  return [
    // What lay behind already when the record was made needs no warning.
    ...warnings.filter(({ at }) => at >= recordedAt),
    {
      id: noticeId(about, 'expired'),
      at: expiresAt,
      notice: { kind: 'expired', at: expiresAt, about, ...more },
    },
  ];
}

function noticeId({ record, id, version }: NoticeSubject, what: string): string {
  return `${record}|${id}|v${version}|${what}`;
}
