import type { Ports } from '../../monitoring/changes/index.ts';

/** Of an anomaly, what an incident begins with. */
export interface AnomalySeen {
  /** Ids of the principals that it names, lower case. */
  readonly principals: readonly string[];
  readonly resources: readonly string[];
  /** When it was first told of. */
  readonly alertedAt: string;
}

export interface IncidentPorts extends Pick<Ports, 'records' | 'clock' | 'journal' | 'subscriptions'> {
  readonly anomalies: { find(id: string): Promise<AnomalySeen | undefined> };
}
