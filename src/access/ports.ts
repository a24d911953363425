import type { AlertSettings } from '../alert-settings.ts';
import type { Clock } from '../clock.ts';
import type { Anomalies, DueBook, Outbox, Profiles, Records, Watermarks, WorkQueue } from '../store/types.ts';
import type { Log } from '../telemetry/index.ts';
import type { DirectoryFeed, Observe } from './observe.ts';
import type { AccessQuery } from './queries/index.ts';
import type { KeyPatient } from './queries/rows.ts';
import type { AnomalySuppression } from './suppression.ts';
import type { Anomaly, Finding, LogSource } from './types.ts';

/** An anomaly as it is kept: with the findings that it is made of, and what was said of it. */
export interface KeptAnomaly extends Anomaly {
  readonly recordedAt: string;
  readonly evidence: readonly Finding[];
  /** Severity and kinds that people were told of. */
  readonly told?: string;
  /** Id of the suppression that keeps it from being told. */
  readonly suppressedBy?: string;
  /** The budget of that day (UTC) was used up: it is in the report of the day. */
  readonly overflow?: string;
}

/** What collecting works with. */
export interface CollectPorts {
  readonly queries: readonly AccessQuery[];
  readonly logs: LogSource;
  readonly profiles: Profiles;
  readonly watermarks: Watermarks;
  readonly keyed: KeyPatient;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** What judging what was collected works with. */
export interface JudgePorts extends CollectPorts {
  readonly anomalies: Anomalies<KeptAnomaly>;
  /** Where each anomaly is noted before it is written: one for each target to which anomalies are published. */
  readonly published: readonly DueBook[];
  /** @throws where the feed cannot be read: nobody is judged without it */
  readonly directory: () => Promise<DirectoryFeed>;
  readonly observe: Observe;
  readonly suppressions: Pick<Records<AnomalySuppression>, 'latest'>;
  /** How many anomalies may be told on one day. */
  readonly dailyBudget: number;
}

/** What telling people works with. */
export interface TellPorts {
  readonly anomalies: Anomalies<KeptAnomaly>;
  readonly outbox: Outbox;
  readonly wake: WorkQueue<{ readonly lane: string }>;
  readonly alerts: AlertSettings;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export type ReviewPorts = JudgePorts & TellPorts;
