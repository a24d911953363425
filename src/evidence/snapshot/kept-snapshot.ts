import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Items } from '../../platform/store/index.ts';
import type { Signer } from '../model/index.ts';
import type { SnapshotQuery } from './snapshot.ts';

export const snapshotFormats = ['json', 'zip'] as const;

export type SnapshotFormat = (typeof snapshotFormats)[number];

/** A large snapshot that somebody asked for: it is made in the background, and then served from its blob. */
export interface KeptSnapshot extends SnapshotQuery {
  /** SHA-256 of the question. */
  readonly id: string;
  readonly format: SnapshotFormat;
  /** Object id of who asked first. */
  readonly requestedBy: string;
  readonly requestedAt: string;
  /** Its blob; nobody can know the name before, and put something there. */
  readonly blob: string;
  /** The number of times that it was begun. */
  readonly tries: number;
  /** The reason why it is made no more. */
  readonly failed?: string;
  /** Absent: it is still to be made. */
  readonly made?: { readonly sha256: string; readonly bytes: number; readonly at: string };
}

export interface SnapshotPorts {
  readonly ledger: Blobs;
  /** The container of evidence under the identity that signs and locks. */
  readonly packages: Blobs;
  readonly snapshots: Items<KeptSnapshot>;
  readonly signer: Signer;
  readonly log: Log;
  readonly clock: Clock;
  readonly appVersion: string;
  readonly catalogueVersion: string;
}

export function isOpen({ made, failed }: KeptSnapshot): boolean {
  return made === undefined && failed === undefined;
}

/** A new name for the blob of a snapshot. */
export function blobOf(id: string, format: SnapshotFormat): string {
  return `snapshots/${id}-${randomUUID()}.${format}`;
}
