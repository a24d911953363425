import type { Records } from '../../model/index.ts';
import type { RecordPorts } from '../../records/index.ts';
import type { LogCoverage, ReviewedAnomaly, ReviewedSuppression } from './quarter-material.ts';

/** The access that was watched, as it is kept. */
export interface WatchedAccess {
  /** Anomalies that began in a span: from inclusive, to exclusive. */
  between(from: string, to: string): Promise<readonly ReviewedAnomaly[]>;
  suppressions(): Promise<readonly (ReviewedSuppression & { readonly since: string })[]>;
  coverage(): Promise<readonly LogCoverage[]>;
}

/** The fields of an incident that the review of a quarter counts. */
interface ReviewedIncident {
  readonly openedAt: string;
  readonly decision?: { readonly outcome: string };
}

/** The ports for the review of a quarter. */
export interface AccessReviewPorts extends Pick<RecordPorts, 'records' | 'catalogue' | 'clock'> {
  readonly watched: WatchedAccess;
  readonly incidents: Pick<Records<ReviewedIncident>, 'latest'>;
}
