import type { Records } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { HeardCall } from '../../platform/azure/index.ts';
import type { Items } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { CollectorPorts, GraphPorts } from '../collectors/index.ts';
import type { Signer } from '../model/index.ts';
import type { Production, Release } from '../retention/index.ts';
import type { Collection, CollectionPart } from './collection.ts';

/** The ports of a collection. */
export interface CollectionPorts extends CollectorPorts, GraphPorts {
  readonly collections: Items<Collection>;
  readonly partsOf: (collection: string) => Items<CollectionPart>;
  /** The container of evidence, and that of the ledger. */
  readonly evidence: Blobs;
  readonly ledger: Blobs;
  /** The container of evidence under the identity that signs and locks. */
  readonly packages: Blobs;
  readonly releases: Records<Release>;
  readonly productions: Records<Production>;
  readonly signer: Signer;
  /** Does work, and gives the calls of Azure that it made. */
  readonly recorded: <T>(
    work: () => Promise<T>,
  ) => Promise<{ readonly value: T; readonly calls: readonly HeardCall[] }>;
  /** Client id of the collector's identity. */
  readonly identity: string;
  readonly log: Log;
}
