import type { AnomalyVerdict } from '../anomalies/index.ts';
import type { Anomaly, AnomalyKind, LogSourceName } from '../model/index.ts';

/** An anomaly as far as a review counts it. */
export type ReviewedAnomaly = Pick<
  Anomaly,
  'id' | 'kinds' | 'severity' | 'start' | 'end' | 'principal' | 'principals' | 'actors'
> & {
  readonly verdict?: Pick<AnomalyVerdict, 'verdict'>;
  /** It was kept and not reported, because of a suppression or of the budget of its day. */
  readonly suppressedBy?: string;
  readonly overflow?: string;
};

/** A suppression that held in the quarter. */
export interface ReviewedSuppression {
  readonly id: string;
  readonly kinds?: readonly AnomalyKind[];
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
}

/** The time up to which a log was read. */
export interface LogCoverage {
  /** The name of the query. */
  readonly name: string;
  readonly source: LogSourceName;
  readonly table: string;
  /** Everything ingested before; absent: it never was. */
  readonly readUntil?: string;
  /** When there was last no such table: nothing before it was there to be read. */
  readonly absentUntil?: string;
}

export interface QuarterMaterial {
  readonly anomalies: readonly ReviewedAnomaly[];
  readonly suppressions: readonly ReviewedSuppression[];
  readonly coverage: readonly LogCoverage[];
  /** Incidents opened in the quarter, and what was decided of them so far. */
  readonly incidents: readonly { readonly outcome?: string }[];
}

export interface Quarter {
  /** `2026-Q1` */
  readonly name: string;
  /** ISO 8601, UTC: from inclusive, to exclusive. */
  readonly from: string;
  readonly to: string;
}

/** The quarter of a name like `2026-Q1`; undefined: it is none. */
export function quarterOf(name: string): Quarter | undefined {
  const [, year, number] = /^(\d{4})-Q([1-4])$/.exec(name) ?? [];
  if (year === undefined || number === undefined) return undefined;
  const start = (months: number) => new Date(Date.UTC(Number(year), months)).toISOString();
  const first = (Number(number) - 1) * 3;
  return { name, from: start(first), to: start(first + 3) };
}
