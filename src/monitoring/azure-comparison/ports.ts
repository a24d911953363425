import type { BulkMessage } from '../../model/index.ts';
import type { AzureGraph, PolicyInsights } from '../../platform/azure/index.ts';
import type {
  Comparisons,
  Disagreements,
  Rejected,
  StatesReader,
  WorkQueue,
} from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { PolicySource } from '../evaluation/index.ts';

export interface Comparing {
  readonly policies: Pick<PolicySource, 'policy'>;
  readonly disagreements: Disagreements;
  readonly now: () => Date;
}

/** The ports with which pages of Azure's states are set beside ours. */
export interface Verdicts extends Comparing {
  readonly graph: Pick<AzureGraph, 'policyStateCounts' | 'policyStates'>;
  readonly knownStates: StatesReader;
}

/** The ports of comparisons with Azure, of subscriptions and of single resources. */
export interface ComparisonPorts extends Verdicts {
  readonly comparisons: Comparisons;
  readonly insights: Pick<PolicyInsights, 'statesOf'>;
  /** The queue `changes-bulk`. */
  readonly bulk: Pick<WorkQueue<BulkMessage>, 'send'>;
  readonly log: Log;
}

/** The ports with which a policy state event is taken in. */
export interface PolicyEventPorts extends Pick<
  ComparisonPorts,
  'comparisons' | 'bulk' | 'knownStates' | 'policies' | 'now'
> {
  readonly rejected: Rejected;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
}
