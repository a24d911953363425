import type { Severity } from '../../model/index.ts';
import type { PrincipalKind } from './directory.ts';

export const anomalyKinds = [
  'bulk-read',
  'low-and-slow',
  'after-hours',
  'enumeration',
  'export',
  'unapproved-agent',
  'dormant-principal',
  'service-misuse',
  'new-operation',
  'new-network',
  'denied-burst',
  'terminated-access',
  'patient-crowding',
  'privilege-then-read',
  'audit-disabled',
  /** 164.308(a)(5)(ii)(C): log-in monitoring. */
  'failed-sign-ins',
  /** A log that has fallen silent: an anomaly of the monitor itself. */
  'silent-table',
] as const;

export type AnomalyKind = (typeof anomalyKinds)[number];

/** A finding of one detector about one principal. */
export interface AccessFinding {
  readonly kind: AnomalyKind;
  readonly principal: string;
  /** All principals concerned, where there are several. */
  readonly principals?: readonly string[];
  /** People who made the principal, which is not a person, do it: they are concerned as well. */
  readonly actors?: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly severity: Severity;
  /** 0 to 1: how far from what is usual. */
  readonly score: number;
  readonly resources: readonly string[];
  /** The numbers that were counted, and those that would have been usual. */
  readonly counts: Readonly<Record<string, number>>;
  /** One sentence, without PHI. */
  readonly explanation: string;
}

/** The findings of one principal within 48 hours, as one: people are notified of these. */
export interface Anomaly {
  readonly id: string;
  readonly principal: string;
  readonly principals?: readonly string[];
  readonly actors?: readonly string[];
  readonly principalKind: PrincipalKind | 'unknown';
  readonly start: string;
  readonly end: string;
  readonly kinds: readonly AnomalyKind[];
  readonly severity: Severity;
  readonly score: number;
  readonly resources: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** One sentence for each kind. */
  readonly reasons: Readonly<Partial<Record<AnomalyKind, string>>>;
  /** The reasons, the gravest first. */
  readonly explanation: string;
}

/** An anomaly as it is kept: with the findings that it is made of, and what was said of it. */
export interface KeptAnomaly extends Anomaly {
  readonly recordedAt: string;
  readonly evidence: readonly AccessFinding[];
  /** Severity and kinds that people were notified of. */
  readonly notified?: string;
  /** Id of the suppression because of which nobody is notified. */
  readonly suppressedBy?: string;
  /** The budget of that day (UTC) was used up: it is in the report of the day. */
  readonly overflow?: string;
}
