import type { Tabletop } from '../../drills/tabletops/index.ts';
import type { Records } from '../../model/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Incident } from '../incidents/index.ts';
import type { PosturePorts } from '../posture/index.ts';

/** The ports by which deadlines are kept. */
export interface DeadlinePorts extends PosturePorts {
  /** All under one owner, `everyOwner`. */
  readonly incidents: Records<Incident>;
  readonly tabletops: Records<Tabletop>;
  readonly log: Log;
  /** Seconds after an event in which a read may still come from a replica that has not seen it. */
  readonly marginSeconds: number;
}
