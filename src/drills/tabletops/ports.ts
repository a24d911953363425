import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { Tabletop } from './tabletop.ts';

/** The ports with which tabletops are recorded, confirmed and withdrawn. */
export interface TabletopPorts {
  /** All under one owner, `everyOwner`. */
  readonly tabletops: Records<Tabletop>;
  readonly clock: Clock;
}
