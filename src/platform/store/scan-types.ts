import type { ScanGap } from '../../model/index.ts';

/** The numbers of what was done; sums over the parts of a scan. */
export interface ScanFigures {
  /** Resources that the graph listed. */
  readonly listed: number;
  /** The number of those, and of those known from before, that a policy looks at. */
  readonly evaluated: number;
  /** Nominated, to be confirmed by a GET. */
  readonly nominated: number;
  /** Read and evaluated by this scan. */
  readonly confirmed: number;
}

/** A part of a scan: a subscription, whose resource groups are to be found, or one resource group. */
export interface ScanPart {
  readonly scanId: string;
  /** GUID, lower case. */
  readonly subscriptionId: string;
  /** Name of the resource group; absent: the subscription itself. */
  readonly resourceGroup?: string;
  readonly status: 'open' | 'waiting' | 'done';
  /** The worker that has taken it up, and until when nobody else does. */
  readonly claim?: { readonly by: string; readonly until: string };
  /** For `waiting`: when it can go on, and why it waits. */
  readonly notBefore?: string;
  readonly waitingFor?: string;
  /** The number of times that it was taken up. */
  readonly attempts: number;
  readonly figures: ScanFigures;
  readonly gaps: readonly ScanGap[];
  /** The earliest time of the last read, among the resources whose related resources only Resource Manager knows. */
  readonly oldestRelatedRead?: string;
}

/** Drifts that no event reported. */
export interface MissedEvents {
  readonly drifts: number;
  readonly resources: number;
  /** When they were counted. */
  readonly asOf: string;
  /** 24 hours have passed since the scan ended: no event will take any of them off. */
  readonly final: boolean;
}

/** A full scan. */
export interface ScanRecord {
  /** Sorts by time. */
  readonly id: string;
  readonly startedAt: string;
  readonly trigger: 'timer' | 'request';
  /** Lower-case ids of the subscriptions that it covers. */
  readonly subscriptions: readonly string[];
  /** The gaps that concern no single part. */
  readonly gaps: readonly ScanGap[];
  /** The time until which somebody is sure to be at work on it. */
  readonly attendedUntil: string;
  readonly finishedAt?: string;
  /** Drifts that it recorded, those of first sight included. */
  readonly drifts?: number;
  readonly missed?: MissedEvents;
}

/** Subscriptions under the watched management groups that are not watched. */
export interface Unwatched {
  readonly asOf: string;
  readonly subscriptions: readonly { readonly subscriptionId: string; readonly managementGroup: string }[];
  /** Why a management group could not be read: then there may be more. */
  readonly trouble?: string;
}

/** A value that was read, with what is needed to replace it. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/** Scans and how far they are. Only a writer that knows the latest version of a part writes it: a claim that was lost shows. */
export interface Scans {
  /** Makes the record and a part for each subscription. Idempotent. */
  begin(record: ScanRecord): Promise<void>;
  read(id: string): Promise<Versioned<ScanRecord> | undefined>;
  /** Those begun at or after a moment (ISO 8601), oldest first. */
  since(startedAt: string): AsyncIterable<Versioned<ScanRecord>>;
  /** The new ETag; `conflict`: somebody else wrote it since. */
  save(record: ScanRecord, etag: string): Promise<{ readonly etag: string } | 'conflict'>;
  /** Adds parts; those that are there already stay as they are. */
  addParts(parts: readonly ScanPart[]): Promise<void>;
  parts(scanId: string): AsyncIterable<Versioned<ScanPart>>;
  /** Those of a subscription that are not done. */
  openParts(scanId: string, subscriptionId: string): AsyncIterable<Versioned<ScanPart>>;
  savePart(part: ScanPart, etag: string): Promise<{ readonly etag: string } | 'conflict'>;
  /** Returns what was found last; undefined: nobody has looked yet. */
  unwatched(): Promise<Unwatched | undefined>;
  setUnwatched(unwatched: Unwatched): Promise<void>;
}
