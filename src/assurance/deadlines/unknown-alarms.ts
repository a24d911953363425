import { plusSeconds } from '../../base/index.ts';
import { subscriptionIdOf } from '../../model/index.ts';
import type { Task } from '../../model/index.ts';
import { sendAll } from '../../monitoring/changes/index.ts';
import { noteOnce } from '../../records/index.ts';
import { unknowns } from '../posture/index.ts';
import type { Unknown } from '../posture/index.ts';
import type { DeadlinePorts } from './ports.ts';

/** A state that is Unknown for so long is reported: a transient trouble has passed by then. */
const alarmHours = 24;

/** So many resources are read again in one run, those first that have waited longest. */
const mostRetried = 200;

type Needs = Pick<DeadlinePorts, 'records' | 'store' | 'queue' | 'clock' | 'subscriptions' | 'marginSeconds'>;

/** Reports states that have been Unknown for a day, once for each reason and day, and reads again what could not be read. */
export async function alarmUnknowns(ports: Needs): Promise<void> {
  const now = ports.clock.now().toISOString();
  const all = await unknowns(ports);
  const overdue = all.filter(({ since }) => since <= plusSeconds(now, -alarmHours * 3600));
  const groups = Map.groupBy(overdue, (each) =>
    JSON.stringify([
      subscriptionIdOf(each.resourceId)?.toLowerCase() ?? '',
      each.reason,
      each.since.slice(0, 10),
    ]),
  );
  for (const [group, members] of groups) {
    const [first] = members;
    if (!first) continue;
    const { reason, since, resourceId } = first;
    const subscriptionId = subscriptionIdOf(resourceId)?.toLowerCase() ?? '';
    const at = plusSeconds(`${since.slice(0, 10)}T00:00:00.000Z`, (24 + alarmHours) * 3600);
    const notice = { kind: 'not-known', at, subscriptionId, reason, count: members.length, since } as const;
    await noteOnce(`not-known|${group}`, notice, ports.records, now);
  }
  await sendAll(retriesOf(all, now, ports), ports.queue);
}

/** Denied reads come back with no event when the right is given again. What is stale has its message on the queue already. */
function retriesOf(
  all: readonly Unknown[],
  now: string,
  { marginSeconds }: Pick<DeadlinePorts, 'marginSeconds'>,
): readonly Task[] {
  const targets = new Set(
    all.flatMap(({ kind, unread, resourceId }) => (kind === 'unknown' && unread ? [resourceId] : [])),
  );
  return [...targets].slice(0, mostRetried).map((target): Task => {
    const time = plusSeconds(now, -marginSeconds);
    return { target, change: { resourceId: target, time, trigger: { kind: 'retry' } }, attempt: 0 };
  });
}
