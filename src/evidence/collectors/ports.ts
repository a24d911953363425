import type { PosturePorts } from '../../assurance/posture/index.ts';
import type { AzureReader, LogSource } from '../../platform/azure/index.ts';
import type { KeptRows } from '../../platform/store/index.ts';
import type { LedgerPorts } from '../ledger/index.ts';
import type { Period, Population } from '../model/index.ts';

/** The ports that collectors read by. */
export interface CollectorPorts extends Pick<
  PosturePorts,
  | 'catalogue'
  | 'policies'
  | 'store'
  | 'subscriptions'
  | 'records'
  | 'drills'
  | 'tabletops'
  | 'cloud'
  | 'clock'
  | 'ownership'
> {
  /** Reads Azure under the identity of the collector, at the priority of a full scan. */
  readonly reader: AzureReader;
  readonly rows: Pick<KeptRows, 'all'>;
  readonly settings: LedgerPorts['ledgerSettings'];
  /** Absent: no workspace is named. */
  readonly logs?: LogSource;
  /** Gives the material of the review of PHI access of a quarter, `2026-Q4`; absent: access is not watched. */
  readonly accessReview?: (quarter: string) => Promise<unknown>;
}

/** The evidence that a collector brought in one go. */
export interface Collected {
  readonly data: Readonly<Record<string, unknown>>;
  /** The place after which to go on; absent: all of the scope is there. */
  readonly next?: string;
  /** The parts of it that could not be had, in plain words. */
  readonly gaps?: readonly string[];
  readonly populations?: readonly Population[];
}

/** Brings one kind of evidence. What it cannot get for now it throws; it is asked again, and then it is a stated gap. */
export interface Collector {
  /** Name of the folder of its files in a package. */
  readonly name: string;
  /** The scopes of its work, each of which may fail by itself; absent: it has one. */
  scopes?(ports: CollectorPorts): Promise<readonly string[]>;
  collect(task: CollectorTask, ports: CollectorPorts): Promise<Collected>;
}

export interface CollectorTask {
  readonly scope: string;
  readonly period: Period;
  /** The place after which to go on. */
  readonly after?: string;
  /** It is not asked again: what does not answer now is a gap. */
  readonly isLastTry?: boolean;
}
