import type { SafeguardStatus, Severity } from '../../model/index.ts';
import type { Counts } from '../posture/index.ts';

/** A count of phiwatch's, and of a source beside it that phiwatch does not write. */
export interface Compared {
  readonly count: number;
  readonly independent?: {
    readonly count: number;
    /** Ids that one of the two has and the other has not; all of them. */
    readonly unexplained: readonly string[];
  };
  /** The reason why they could not be compared. */
  readonly why?: string;
}

/** The posture as it was once a day. Never rewritten: trends, and what was in place for a year, are read from it. */
export interface DailyPosture {
  /** The day in UTC, `2026-12-01`. */
  readonly id: string;
  readonly at: string;
  readonly appVersion: string;
  /** SHA-256 of the catalogue. */
  readonly catalogueVersion: string;
  readonly safeguards: readonly DailySafeguard[];
  /** Open findings by the severity at which people act. */
  readonly findings: Readonly<Record<Severity, { readonly all: number; readonly phi: number }>>;
  /** States that are Unknown. */
  readonly unknown: number;
  /** Resources that Resource Graph lists, as phiwatch knows them and as it lists them. */
  readonly resources: Compared;
  /** `all`: with those of types that Resource Graph does not list. */
  readonly phiResources: Compared & { readonly all?: number };
  /** Drifts by changes of resources that were put on record since the day before, and which of them Azure has in its own history of changes. */
  readonly changes: Compared & {
    readonly from: string;
    readonly to: string;
    /** Azure's history could not be read: the next day begins where this one did. */
    readonly unread?: true;
  };
}

export interface DailySafeguard {
  readonly id: string;
  readonly status: SafeguardStatus;
  readonly summary: string;
  readonly counts: Counts;
  readonly organizations?: Readonly<Record<string, SafeguardStatus>>;
}
