import { dayIn, lastZone } from '../../base/index.ts';
import type { Discovery } from './incident.ts';

/** A moment at which somebody other than who did it knew, or would have known with reasonable diligence. */
export interface Knowledge {
  readonly at: string;
  readonly basis: Exclude<Discovery['basis'], 'moved'>;
}

/**
 * The day of discovery: that of the earliest knowledge. It waits for no confirmation, and an alert that nobody has read counts, as who
 * is diligent reads it. 45 CFR 164.404(a)(2).
 */
export function discoveryOf(
  known: readonly [Knowledge, ...Knowledge[]],
  timeZone: string | undefined,
): Discovery {
  const first = known.reduce((one, other) => (other.at < one.at ? other : one));
  return { day: dayIn(first.at, timeZone ?? lastZone), basis: first.basis };
}
