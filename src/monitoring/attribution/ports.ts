import type { ActivityLog, AzureGraph } from '../../platform/azure/index.ts';
import type { Journal } from '../../platform/store/index.ts';
import type { ChangePorts } from '../changes/index.ts';

/** The ports for looking up who made a change: both sources are read at the priority of a full scan. */
export interface AttributionPorts extends Pick<
  ChangePorts,
  'store' | 'queue' | 'log' | 'clock' | 'marginSeconds' | 'random'
> {
  readonly journal: Journal;
  readonly graph: AzureGraph;
  readonly activityLog: ActivityLog;
}
