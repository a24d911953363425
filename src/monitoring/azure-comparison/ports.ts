import type { ChangesMessage } from '../../model/index.ts';
import type { AzureGraph } from '../../platform/azure/index.ts';
import type { Disagreements, Rejected, StateStore, WorkQueue } from '../../platform/store/index.ts';
import type { PolicySource } from '../evaluation/index.ts';

/** The ports with which a policy state event is taken in. */
export interface ComparisonPorts {
  /** The queue `changes`. */
  readonly queue: WorkQueue<ChangesMessage>;
  readonly rejected: Rejected;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
}

export interface Comparing {
  readonly policies: Pick<PolicySource, 'policy'>;
  readonly disagreements: Disagreements;
  readonly now: () => Date;
}

export interface Verdicts extends Comparing {
  readonly graph: Pick<AzureGraph, 'policyStates'>;
  readonly store: Pick<StateStore, 'read'>;
}
