import type { Severity } from '../../model/index.ts';

/** What the parts of watching access to PHI hand to each other. Times are ISO 8601 in UTC; object ids are lower case. */

/** Logs in which an access to PHI, or what prepares one, can be seen. */
export const sources = [
  'fhir',
  'dicom',
  'medtech',
  'sql',
  'blob',
  'vault',
  'signins',
  'directory',
  'activity',
  'support',
] as const;

export type LogSourceName = (typeof sources)[number];

/** What one principal did with one resource in one hour: a row of a query `<source>-hours.kql`. */
export interface AccessHour {
  readonly source: LogSourceName;
  /** Start of the hour. */
  readonly hour: string;
  /** Object id; a login where there is none; `key:` and a hash where access was by a shared key or signature. */
  readonly principal: string;
  readonly resource: string;
  /** First and last access in the hour. */
  readonly first: string;
  readonly last: string;
  /** All finished calls. */
  readonly calls: number;
  /** Successful reads of PHI. */
  readonly reads: number;
  /** Calls that were refused for lack of rights. */
  readonly denied: number;
  /** Distinct patients by id in the request: keyed hashes, at most `mostPatients`. */
  readonly patients: readonly string[];
  /** How many there were. */
  readonly patientCount: number;
  readonly searches: number;
  readonly exports: number;
  /** Requests for 500 entries or more at once. */
  readonly largePages: number;
  /** Pages that continue a search. */
  readonly pages: number;
  /** Calls for what is not there. */
  readonly notFound: number;
  readonly bytes: number;
  readonly rows: number;
  /** Normalized names of operations, at most 50. */
  readonly operations: readonly string[];
  /** IP addresses without port, at most 50. */
  readonly addresses: readonly string[];
  /** Who called in the principal's name: a gateway that names its users in a header. Empty: the principal itself. */
  readonly via: readonly string[];
}

export const mostPatients = 5000;

/** What is said by single entries of a log, or by a few that are alike in one hour: a row of a query `<source>-events.kql`. */
export interface AccessEvent {
  readonly source: LogSourceName;
  readonly kind:
    | 'sign-in'
    | 'sign-in-failed'
    /** A sign-in of an AI agent. */
    | 'agent-sign-in'
    /** A role or membership was given. */
    | 'privilege'
    /** A secret or certificate was added to an application. */
    | 'credential'
    /** An account was made or enabled again. */
    | 'account'
    /** A database or a disk was given out whole, by Resource Manager. */
    | 'export'
    /** A diagnostic setting or an auditing policy was removed or turned off. */
    | 'audit-disabled'
    /** Microsoft's support looked at a database. */
    | 'support';
  readonly time: string;
  /** Whom it concerns. */
  readonly principal: string;
  /** Who did it. */
  readonly actor?: string;
  /** Another name by which logs know the principal: a user principal name, the id of an application. Lower case. */
  readonly alias?: string;
  readonly resource?: string;
  readonly address?: string;
  /** What was done, or which role was given. */
  readonly operation?: string;
  /** How many entries it stands for. */
  readonly count: number;
}

export type PrincipalKind = 'human' | 'service' | 'agent';

/** What people and machines are, from HR and Entra. What is absent the detectors could not check, and say so. */
export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly displayName?: string;
  readonly role?: string;
  readonly department?: string;
  /** IANA name. */
  readonly timeZone?: string;
  readonly manager?: string;
  readonly terminatedAt?: string;
  readonly approvedOperations?: readonly string[];
}

export interface Directory {
  readonly principals: ReadonlyMap<string, Principal>;
  readonly approvedAgents: ReadonlySet<string>;
  /** CIDR. */
  readonly networks: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
  readonly onCall: readonly { readonly id: string; readonly start: string; readonly end: string }[];
  /** Keyed hashes, as in `AccessHour.patients`. */
  readonly vipPatients: ReadonlySet<string>;
}

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

/** What one detector found of one principal. */
export interface AccessFinding {
  readonly kind: AnomalyKind;
  readonly principal: string;
  /** Where several are concerned. */
  readonly principals?: readonly string[];
  /** People who had the principal, which is none, do it: they are concerned as well. */
  readonly actors?: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly severity: Severity;
  /** 0 to 1: how far from what is usual. */
  readonly score: number;
  readonly resources: readonly string[];
  /** What was counted, and what would have been usual. */
  readonly counts: Readonly<Record<string, number>>;
  /** One sentence, without PHI. */
  readonly explanation: string;
}

/** What detectors look at: pure data, the same again for the same window. */
export interface ObservedAccess {
  /** The hours to be evaluated: from inclusive, to exclusive. */
  readonly window: { readonly from: string; readonly to: string };
  /** Hours in the window and the 35 days before it. */
  readonly hours: readonly AccessHour[];
  /** Events in the window and the 35 days before it. */
  readonly events: readonly AccessEvent[];
  readonly directory: Directory;
}

/** What is told to people: the findings of one principal within 48 hours, as one. */
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
  /** Severity and kinds that people were told of. */
  readonly told?: string;
  /** Id of the suppression that keeps it from being told. */
  readonly suppressedBy?: string;
  /** The budget of that day (UTC) was used up: it is in the report of the day. */
  readonly overflow?: string;
}
