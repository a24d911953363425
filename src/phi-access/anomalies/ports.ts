import type { Records } from '../../model/index.ts';
import type { Anomalies } from '../../platform/store/index.ts';
import type { KeptAnomaly } from '../model/index.ts';
import type { AnomalySuppression, AnomalyVerdict } from './types.ts';

export interface VerdictPorts {
  readonly anomalies: Pick<Anomalies<KeptAnomaly>, 'read'>;
  readonly verdicts: Records<AnomalyVerdict>;
  readonly clock: { now(): Date };
}

export interface SuppressionPorts {
  readonly suppressions: Records<AnomalySuppression>;
  readonly clock: { now(): Date };
}
