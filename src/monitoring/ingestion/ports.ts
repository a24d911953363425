import type { Coalescer } from '../../base/index.ts';
import type { BulkMessage, ResourceChange } from '../../model/index.ts';
import type { Rejected, WorkQueue } from '../../platform/store/index.ts';
import type { PolicySource } from '../evaluation/index.ts';
import type { EventHours } from '../event-streams/index.ts';
import type { AttributionPorts } from '../attribution/index.ts';
import type { FullScanPorts } from '../full-scan/index.ts';
import type { RenewablePolicies } from '../tenant-policies/index.ts';

/** A change that an event told of, and the moment (milliseconds) by which its delivery has to be answered. */
export interface Arrival {
  readonly change: ResourceChange;
  readonly deadline: number;
}

/** The ports with which events and messages are taken in. */
export interface IngestionPorts extends FullScanPorts, AttributionPorts {
  readonly rejected: Rejected;
  readonly eventHours: EventHours;
  /** The changes that this process is taking: what comes meanwhile of the same resource is taken together. */
  readonly underway: Coalescer<Arrival>;
}

/** The ports for messages of the queue `changes`: the policies of the tenant are read again where they have changed. */
export interface MessagePorts extends IngestionPorts {
  readonly policies: PolicySource & RenewablePolicies;
  /** The queue `changes-bulk`: work that nobody waits for. */
  readonly bulk: WorkQueue<BulkMessage>;
}
