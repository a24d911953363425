import type { Rejected } from '../../platform/store/index.ts';
import type { PolicySource } from '../evaluation/index.ts';
import type { FullScanPorts } from '../full-scan/index.ts';
import type { RenewablePolicies } from '../tenant-policies/index.ts';

/** The ports with which events and messages are taken in. */
export interface IngestionPorts extends FullScanPorts {
  readonly rejected: Rejected;
}

/** The ports for messages of the queue `changes`: the policies of the tenant are read again where they have changed. */
export interface MessagePorts extends IngestionPorts {
  readonly policies: PolicySource & RenewablePolicies;
}
