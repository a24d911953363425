import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { AlertSettings } from '../../notifications/index.ts';
import type { Anomalies, Outbox, Schedule, WorkQueue } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { AnomalySuppression } from '../anomalies/index.ts';
import type { CollectPorts } from '../collection/index.ts';
import type { KeptAnomaly } from '../model/index.ts';
import type { DirectoryFeed, Observe } from './observation.ts';

/** The ports for evaluating what was collected. */
export interface DetectionPorts extends CollectPorts {
  readonly anomalies: Anomalies<KeptAnomaly>;
  /** The schedules in which each anomaly is noted before it is written: one for each target to which anomalies are published. */
  readonly published: readonly Schedule[];
  /** @throws where the feed cannot be read: nobody is evaluated without it */
  readonly directory: () => Promise<DirectoryFeed>;
  readonly observe: Observe;
  readonly suppressions: Pick<Records<AnomalySuppression>, 'latest'>;
  /** The number of anomalies of which people may be notified on one day. */
  readonly dailyBudget: number;
}

/** The ports for notifying people. */
export interface NotifyPorts {
  readonly anomalies: Anomalies<KeptAnomaly>;
  readonly outbox: Outbox;
  readonly wake: WorkQueue<{ readonly channel: string }>;
  readonly alerts: AlertSettings;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export type ReviewPorts = DetectionPorts & NotifyPorts;
