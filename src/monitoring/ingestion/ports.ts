import type { Rejected } from '../../platform/store/index.ts';
import type { PolicySource } from '../evaluation/index.ts';
import type { FullScanPorts } from '../full-scan/index.ts';
import type { RenewablePolicies } from '../tenant-policies/index.ts';

/** What events and messages are taken in with. */
export interface IngestionPorts extends FullScanPorts {
  readonly rejected: Rejected;
}

/** What messages of the queue `changes` are handled with: the policies of the tenant are read again where they have changed. */
export interface MessagePorts extends IngestionPorts {
  readonly policies: PolicySource & RenewablePolicies;
}
