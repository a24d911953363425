import { at, hour, plusSeconds, secondsBetween } from '../../base/index.ts';
import type { ComponentRun, Drill } from '../model/index.ts';
import type { DrillPorts } from './ports.ts';

/** Restores of SQL take twelve hours at most, as documented: a copy that has not come by then never comes. */
const latestArrival = 12 * hour;

/** Seconds between two looks: what has taken long may take longer. */
const pause = { shortest: 30, longest: 600, share: 0.1 } as const;

/** A copy that Azure was asked for and that comes after the end would be left: gives when to look again; undefined: none is to come. */
export async function copiesToCome(
  { components }: Drill,
  now: string,
  { azure }: Pick<DrillPorts, 'azure'>,
): Promise<string | undefined> {
  for (const run of components.filter(mayStillCome)) {
    if (at(run.intent?.at ?? now) + latestArrival < at(now)) continue;
    if (run.operation && run.operation.kind !== 'untold') {
      const standing = await azure.follow(run.operation);
      if (standing.kind === 'failed') continue;
      // A list may lag behind the end of an operation by some minutes.
      if (standing.kind === 'succeeded' && isLongAgo(run, now)) continue;
    }
    const waited = secondsBetween(run.intent?.at ?? now, now);
    return plusSeconds(now, Math.min(pause.longest, Math.max(pause.shortest, waited * pause.share)));
  }
  return undefined;
}

/** It was asked for, and never seen. */
function mayStillCome({ intent, mode, onlineAt }: ComponentRun): boolean {
  return intent !== undefined && mode === 'restored' && onlineAt === undefined;
}

function isLongAgo({ acceptedAt }: ComponentRun, now: string): boolean {
  return acceptedAt !== undefined && at(acceptedAt) + hour < at(now);
}
