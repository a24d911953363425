import type { AzureGraph, AzureReader, BudgetReport } from '../../platform/azure/index.ts';
import type { Journal, Scans } from '../../platform/store/index.ts';
import type { ChangePorts } from '../changes/index.ts';

/** The ports of a full scan, beside those for evaluating each resource. */
export interface FullScanPorts extends ChangePorts {
  /** As `reader`, but it leaves a part of every budget to events, and waits for its turn. */
  readonly scanReader: AzureReader;
  readonly graph: AzureGraph;
  /** Returns what was spent of the budgets of reads. */
  readonly budgets: () => readonly BudgetReport[];
  readonly journal: Journal;
  readonly scans: Scans;
  /** Names of the management groups under which no subscription may go unwatched. */
  readonly managementGroups: readonly string[];
}
