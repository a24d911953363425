import type { AzureGraph } from '../../platform/azure/index.ts';
import type { Items } from '../../platform/store/index.ts';
import type { PosturePorts } from '../posture/index.ts';
import type { DailyPosture } from './daily-posture.ts';

/** The ports by which the posture of a day is put on record. */
export interface DailyPorts extends Omit<
  PosturePorts,
  'queue' | 'rejected' | 'poisonQueues' | 'poisonMessages' | 'scans' | 'eventHours' | 'counters'
> {
  readonly graph: Pick<AzureGraph, 'resourceGroups' | 'resources' | 'changesIn'>;
  readonly dailyPostures: Items<DailyPosture>;
  readonly appVersion: string;
  /** SHA-256 of the catalogue. */
  readonly catalogueVersion: string;
}
