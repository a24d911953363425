import { createHmac } from 'node:crypto';

/** The types that the parts of watching access to PHI hand to each other. Times are ISO 8601 in UTC; object ids are lower case. */

/** Logs in which an access to PHI, or what prepares one, can be seen. */
const sources = [
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

/** The access of one principal to one resource in one hour: a row of a query `<source>-hours.kql`. */
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
  /** The number of patients that there were. */
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
  /** The callers in the principal's name: a gateway that names its users in a header. Empty: the principal itself. */
  readonly via: readonly string[];
}

export const mostPatients = 5000;

/** An entry of a log, or a few that are alike in one hour: a row of a query `<source>-events.kql`. */
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
  /** The principal that it is about. */
  readonly principal: string;
  /** The principal that did it. */
  readonly actor?: string;
  /** Another name by which logs know the principal: a user principal name, the id of an application. Lower case. */
  readonly alias?: string;
  readonly resource?: string;
  readonly address?: string;
  /** The operation that was done, or the role that was given. */
  readonly operation?: string;
  /** The number of entries that it stands for. */
  readonly count: number;
}

/** Turns the SHA-256 of a patient's id, which anybody with a list of ids can recompute, into what only the holder of a key can. */
export type KeyPatient = (hash: string) => string;

/** Keys the hashes of patients' ids. Equal hashes give equal keys; 96 bits of the HMAC are kept. */
export function patientKey(secret: string | Uint8Array): KeyPatient {
  const known = new Map<string, string>();
  return (hash) => {
    const found = known.get(hash);
    if (found !== undefined) return found;
    const keyed = createHmac('sha256', secret).update(hash).digest('base64url').slice(0, 16);
    // Bounded: a patient comes again within the day, not for ever.
    if (known.size >= 500_000) known.clear();
    known.set(hash, keyed);
    return keyed;
  };
}
