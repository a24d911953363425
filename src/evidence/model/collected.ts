import type { Population } from './evidence-facts.ts';

/** The content of a file that a collector brought. */
export interface ArtifactContent {
  readonly collector: string;
  /** A subscription, a resource group, a table; absent: the collector has one scope. */
  readonly scope?: string;
  /** Client id of the identity that collected. */
  readonly identity: string;
  readonly appVersion: string;
  readonly catalogueVersion: string;
  readonly collectedAt: string;
  /** The calls of Azure that it comes from: api-version, id, time, skew, hash of the answer. */
  readonly calls: readonly unknown[];
  /** The parts of it that could not be had, in plain words. */
  readonly gaps: readonly string[];
  readonly populations: readonly Population[];
  readonly data: Readonly<Record<string, unknown>>;
  /** The place after which the next file begins; absent: this is the last. */
  readonly next?: string;
}
