import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { Journal } from '../../platform/store/index.ts';
import type { RecordBook } from '../../records/index.ts';
import type { Incident } from './incident.ts';

/** The facts of an anomaly that an incident begins with. */
export interface AnomalySeen {
  /** Ids of the principals that it names, lower case. */
  readonly principals: readonly string[];
  readonly resources: readonly string[];
  /** When it was first found, reported or not. */
  readonly alertedAt: string;
}

/** The ports with which incidents are opened, shown and changed. */
export interface IncidentPorts {
  /** All under one owner, `everyOwner`. */
  readonly incidents: Records<Incident>;
  /** An upstream agreement says within how many days its covered entity is told. */
  readonly records: Pick<RecordBook, 'agreements'>;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
  readonly anomalies: { find(id: string): Promise<AnomalySeen | undefined> };
}
