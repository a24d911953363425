import { daysAfter } from '../../base/index.ts';
import { drillStanding } from '../../drills/model/index.ts';
import type { Drill } from '../../drills/model/index.ts';
import { tabletopsFor } from '../../drills/tabletops/index.ts';
import type { Tabletop } from '../../drills/tabletops/index.ts';
import type { RecordVersion } from '../../model/index.ts';
import type { Agreement, Attestation, Decision, EntityProfile } from '../../records/index.ts';
import type { Control, Proof, ProofStatus } from '../../rules/controls/index.ts';
import type { Coverage } from './baa-coverage.ts';
import { isFor, latestFor } from './latest-record.ts';
import type { PosturePorts } from './ports.ts';

/** The records that show controls met, the last version of each. */
export interface ShownByPeople {
  readonly attestations: readonly RecordVersion<Attestation>[];
  readonly reviews: readonly RecordVersion<Attestation>[];
  readonly decisions: readonly RecordVersion<Decision>[];
  readonly entityProfiles: readonly RecordVersion<EntityProfile>[];
  readonly agreements: readonly RecordVersion<Agreement>[];
  readonly drills: readonly Drill[];
  readonly tabletops: readonly RecordVersion<Tabletop>[];
  /** SHA-256 of documents that are not there as they were signed. */
  readonly changedDocuments: ReadonlySet<string>;
}

type Standings = ReadonlyMap<Exclude<Proof, 'policies'>, ProofStatus>;

interface ControlProofs {
  readonly proofs: Standings;
  /** The decision about an addressable specification, if one is in force. */
  readonly decision?: Decision;
  /** The moments at which proofs ended that have expired. */
  readonly ended: Readonly<Partial<Record<Proof, string>>>;
}

/** Contracts with everybody, Microsoft among them: 164.308(b) and 164.314(a). The others rest on Microsoft's alone. */
const contracts = /^164\.(?:308\(b\)|314\(a\))/;

/**
 * Returns the status of the proofs that people give for a control, at a moment, for one organization (undefined: what
 * belongs to none). A record that names an organization goes before one that holds for all.
 */
export function proofsOf(
  control: Pick<Control, 'id'>,
  organization: string | undefined,
  shown: ShownByPeople,
  coverage: Coverage,
  cloud: PosturePorts['cloud'],
  now: string,
): ControlProofs {
  const concerns = (value: { control: string; organization?: string; status: string }) =>
    value.status === 'given' && value.control === control.id && isFor(value, organization);
  const attestation = latestFor(shown.attestations, concerns, organization)?.value;
  // Who attests does not review: at what time, and for which organization, either was put on record makes no difference.
  const byAnother = (value: Attestation) => concerns(value) && value.by !== attestation?.by;
  const review = latestFor(shown.reviews, byAnother, organization)?.value;
  const decision = latestFor(shown.decisions, concerns, organization)?.value;
  const inherited = inheritedStatus(control, organization, shown.agreements, coverage, cloud, now);
  // What was executed goes before what was talked through.
  const drill =
    drillStanding(control.id, organization, shown.drills, now) ??
    tabletopsFor(control.id, organization, shown.tabletops, now);
  const proofs = new Map<Exclude<Proof, 'policies'>, ProofStatus>();
  if (attestation) proofs.set('attestation', statementStatus(attestation, shown, now));
  if (review) proofs.set('review', statementStatus(review, shown, now));
  if (decision) proofs.set('decision', decision.expiresAt <= now ? 'expired' : 'current');
  if (inherited) proofs.set('inherited', inherited);
  if (drill) proofs.set('drill', drill.standing);
  const inForce = decision && decision.expiresAt > now ? decision : undefined;
  const ends = {
    attestation: attestation?.expiresAt,
    review: review?.expiresAt,
    decision: decision?.expiresAt,
    drill: drill?.until,
  };
  const ended = Object.fromEntries(
    Object.entries(ends).filter(([, until]) => until !== undefined && until <= now),
  ) as ControlProofs['ended'];
  return { proofs, ended, ...(inForce && { decision: inForce }) };
}

function statementStatus(
  { met, expiresAt, documentHash }: Attestation,
  { changedDocuments }: ShownByPeople,
  now: string,
): ProofStatus {
  if (expiresAt <= now) return 'expired';
  if (documentHash !== undefined && changedDocuments.has(documentHash)) return 'changed';
  return met ? 'current' : 'failed';
}

/**
 * Microsoft's part: its agreement for this cloud, that it is about the services that hold PHI here, and a recent report of its auditors. An agreement that has
 * expired is a failure: PHI is handled without the assurances of 164.308(b)(1). None on record, or a service of which it is
 * not known: not shown. No report that is recent enough: shown in part.
 */
function inheritedStatus(
  { id }: Pick<Control, 'id'>,
  organization: string | undefined,
  agreements: readonly RecordVersion<Agreement>[],
  { uncovered, unlisted }: Coverage,
  cloud: PosturePorts['cloud'],
  now: string,
): ProofStatus | undefined {
  const ours = agreements
    .map(({ value }) => value)
    .filter((value) => value.status === 'in-force' && isFor(value, organization));
  if (
    contracts.test(id) &&
    ours.some((value) => value.counterparty.kind === 'vendor' && value.expiresAt <= now)
  )
    return 'failed';
  const microsoft = ours.filter(({ counterparty }) => counterparty.cloud === cloud);
  const begun = microsoft.filter(({ validFrom }) => validFrom <= now);
  const inForce = begun.filter(({ expiresAt }) => expiresAt > now);
  if (begun.length > 0 && inForce.length === 0) return 'failed';
  if (inForce.length === 0) return undefined;
  if (uncovered.length > 0) return 'failed';
  const compared = inForce.some(({ scopeComparedAt }) => scopeComparedAt !== undefined);
  if (!compared || unlisted.length > 0) return undefined;
  return inForce.some(({ report }) => isRecent(report, now)) ? 'current' : 'partial';
}

/** The days for which a report counts after the end of its period, or of its bridge letter: auditors examine Microsoft's services each year. */
const reportDays = 365;

function isRecent(report: Agreement['report'], now: string): boolean {
  if (!report) return false;
  return (report.bridgeLetterUntil ?? report.periodTo) >= daysAfter(now, -reportDays);
}
