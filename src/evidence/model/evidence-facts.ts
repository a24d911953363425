import type { SafeguardStatus, Severity, State } from '../../model/index.ts';

/** The readers for whom a package is made. What each of them gets: docs/evidence.md. */
export const releaseClasses = ['auditor', 'regulator', 'counsel'] as const;

export type ReleaseClass = (typeof releaseClasses)[number];

/** From an instant on, up to another, which is no longer in it; ISO 8601 in UTC. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Something that was asked for and is not in the package. */
export interface EvidenceGap {
  /** The collector that should have brought it. */
  readonly collector: string;
  /** The scope that is missing: a subscription, a log; absent: all that the collector brings. */
  readonly scope?: string;
  /** Plain words: what is missing, and why. */
  readonly reason: string;
}

/** The number of something, and that of another source beside it. */
export interface Population {
  /** `changes`, `phi-resources`. */
  readonly name: string;
  readonly count: number;
  /** Plain words. */
  readonly source: string;
  readonly asOf: string;
  readonly independent?: {
    readonly source: string;
    readonly count: number;
    /** Ids that one source has and the other has not; all of them. */
    readonly unexplained: readonly string[];
  };
  /** The reason why there is no independent source. */
  readonly unreconciled?: string;
}

/** The hours of a period in which a log was read whole, of all its hours in UTC. */
export interface CoveredHours {
  readonly subscriptionId: string;
  /** Name of the log: `StorageBlobLogs`, `changes`. */
  readonly log: string;
  readonly hours: number;
  readonly covered: number;
  readonly gaps: readonly (Period & { readonly reason: string })[];
}

/** The standing of a safeguard when it was collected. */
export interface ControlFact {
  /** `164.312(a)(1)`, and for one organization also its name. */
  readonly id: string;
  readonly organization?: string;
  readonly title: string;
  readonly designation: string;
  readonly status: SafeguardStatus;
  readonly summary: string;
  readonly proofs: readonly { readonly proof: string; readonly standing: string; readonly detail?: string }[];
  readonly policies: readonly string[];
  readonly nist80053: readonly string[];
  /** The number of (resource, policy) pairs in each state. */
  readonly counts: Readonly<Record<State, number>>;
}

/** The state of one resource by one policy, but for Compliant and NotApplicable, of which counts are kept. */
export interface StateFact {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly policy: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: Exclude<State, 'Compliant' | 'NotApplicable'>;
  readonly since: string;
  readonly reason?: string;
  readonly controls: readonly string[];
  readonly phi: boolean;
  readonly organization?: string;
}

/** The place of the ledger at which a period begins or ends. */
export interface LedgerPlace {
  /** 0: before the first row. */
  readonly row: number;
  /** 64 hex digits. */
  readonly hash: string;
}

/** All that the reports of a package are made of: one model for HTML, CSV and OSCAL. */
export interface EvidenceFacts {
  /** `evidence-2026Q4`. */
  readonly id: string;
  readonly class: ReleaseClass;
  readonly period: Period;
  readonly createdAt: string;
  readonly appVersion: string;
  /** SHA-256 of the catalogue: policies, safeguards, types. */
  readonly catalogueVersion: string;
  readonly subscriptions: readonly string[];
  readonly controls: readonly ControlFact[];
  readonly states: readonly StateFact[];
  readonly gaps: readonly EvidenceGap[];
  readonly populations: readonly Population[];
  readonly coverage: readonly CoveredHours[];
  readonly ledger: { readonly from: LedgerPlace; readonly to: LedgerPlace };
}
