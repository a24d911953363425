import { at, earliest } from '../../base/index.ts';
import { silenceOf } from '../../monitoring/event-streams/index.ts';
import type { EventSilence } from '../../monitoring/event-streams/index.ts';
import { latestScans } from '../../monitoring/full-scan/index.ts';
import type { ScanRecord } from '../../platform/store/index.ts';
import type { Counter } from '../../platform/telemetry/index.ts';
import type { ResourceType } from '../../rules/controls/index.ts';
import type { PosturePorts } from './ports.ts';
import { isSeen } from './tally.ts';
import type { Unknown } from './unknowns.ts';
import { unknowns } from './unknowns.ts';

export interface Health {
  /** `degraded`: something waits for a person, or longer than it should. */
  readonly status: 'ok' | 'degraded';
  readonly subscriptions: readonly string[];
  /** Messages of the queue `changes`, delayed ones included; of all queues, those that wait to be requeued, and those that ended. */
  readonly queue: { readonly waiting: number; readonly poisoned: number; readonly ended: number };
  /** Events that could not be understood, ever. */
  readonly rejected: number;
  /** Since when the oldest drift has waited to be dispatched. */
  readonly undispatchedSince?: string;
  /** Since when the oldest state could not be confirmed. */
  readonly staleSince?: string;
  /** The states that are not known, or could not be confirmed: how many, and the oldest of them. */
  readonly unknown: { readonly count: number; readonly oldest: readonly Unknown[] };
  /** The latest full scan, and how many of its drifts no event has reported; absent: there was none in 30 days. */
  readonly scan?: Pick<ScanRecord, 'id' | 'startedAt' | 'finishedAt' | 'missed'>;
  /** Watched subscriptions whose state nobody can know. */
  readonly unread: readonly UnreadSubscription[];
  /** Subscriptions under the watched management groups that are not watched. */
  readonly unwatched: readonly string[];
  /** Watched subscriptions whose events have stopped. */
  readonly silent: readonly (EventSilence & { readonly subscriptionId: string })[];
  /** Types that the cloud offers only with an older api-version than the catalogue pins, and those that cannot be read at all. */
  readonly apiVersions: {
    readonly older: readonly { readonly type: string; readonly pinned: string; readonly used: string }[];
    readonly none: readonly { readonly type: string; readonly reason: string }[];
  };
  /** Since this process started. */
  readonly counters: Readonly<Record<Counter, number>>;
}

const longestMinutes = { undispatched: 15, stale: 60, unknown: 24 * 60 };

/** The number of unknown states that are shown here; `GET /api/unknowns` has them all. */
const mostShown = 10;

/** Reports the health of the app itself. Reads every current state: for a person or a probe every few minutes, not for each request. */
export async function health(ports: PosturePorts): Promise<Health> {
  const { store, queue, rejected, clock, subscriptions, counters } = ports;
  let undispatchedSince: string | undefined;
  for await (const { drifts } of store.undispatched())
    for (const { recordedAt } of drifts) undispatchedSince = older(undispatchedSince, recordedAt);
  const open = await unknowns(ports);
  const staleSince = open.find(({ kind }) => kind === 'stale')?.since;
  const unknownSince = open.find(({ kind }) => kind === 'unknown')?.since;
  const depth = { waiting: (await queue.depth()).waiting, ...(await poisonDepth(ports)) };
  const scans = (await latestScans(ports)).map(({ value }) => value);
  const [scan] = scans;
  const unread = await unreadSubscriptions(scans, ports);
  const unwatched = (await ports.scans.unwatched())?.subscriptions ?? [];
  const silent = await silentSubscriptions(ports);
  const overdue = (since: string | undefined, minutes: number) =>
    since !== undefined && clock.now().getTime() - at(since) > minutes * 60_000;
  const degraded =
    depth.poisoned + depth.ended > 0 ||
    unwatched.length > 0 ||
    silent.length > 0 ||
    unread.length > 0 ||
    overdue(undispatchedSince, longestMinutes.undispatched) ||
    overdue(staleSince, longestMinutes.stale) ||
    overdue(unknownSince, longestMinutes.unknown);
  return {
    status: degraded ? 'degraded' : 'ok',
    subscriptions,
    queue: depth,
    rejected: await rejected.count(),
    ...(undispatchedSince !== undefined && { undispatchedSince }),
    ...(staleSince !== undefined && { staleSince }),
    unknown: { count: open.length, oldest: open.slice(0, mostShown) },
    ...(scan && { scan: latestOf(scan) }),
    unread,
    silent,
    unwatched: unwatched.map(({ subscriptionId }) => subscriptionId),
    apiVersions: apiVersionsOf(ports.catalogue.types.values()),
    counters: counters.all(),
  };
}

async function silentSubscriptions({
  eventHours,
  subscriptions,
  clock,
}: Pick<PosturePorts, 'eventHours' | 'subscriptions' | 'clock'>): Promise<Health['silent']> {
  const found = await Promise.all(
    subscriptions.map(async (subscriptionId) => {
      const silence = silenceOf(await eventHours.of(subscriptionId), clock.now().getTime());
      return silence && { subscriptionId, ...silence };
    }),
  );
  return found.filter((each) => each !== undefined);
}

function apiVersionsOf(types: Iterable<ResourceType>): Health['apiVersions'] {
  const all = [...types];
  return {
    older: all.flatMap(({ type, pinned, apiVersion: used }) =>
      pinned === undefined ? [] : [{ type, pinned, used }],
    ),
    none: all.flatMap(({ type, notOffered: reason }) => (reason === undefined ? [] : [{ type, reason }])),
  };
}

/** Counts messages that failed too often: those that wait to be requeued, and those that ended and nobody has seen to. */
async function poisonDepth({
  poisonQueues,
  poisonMessages,
}: Pick<PosturePorts, 'poisonQueues' | 'poisonMessages'>): Promise<
  Pick<Health['queue'], 'poisoned' | 'ended'>
> {
  let poisoned = 0;
  let ended = 0;
  for (const queue of poisonQueues) poisoned += await queue.depth();
  for await (const { value } of poisonMessages.all()) if (value.ended && !value.closed) ended += 1;
  return { poisoned, ended };
}

function latestOf({ id, startedAt, finishedAt, missed }: ScanRecord): NonNullable<Health['scan']> {
  return { id, startedAt, ...(finishedAt !== undefined && { finishedAt }), ...(missed && { missed }) };
}

function older(one: string | undefined, other: string | undefined): string | undefined {
  return one !== undefined && other !== undefined ? earliest(one, other) : (one ?? other);
}

/** A watched subscription whose state nobody can know. */
interface UnreadSubscription {
  readonly subscriptionId: string;
  readonly reason: 'nothing is known of it' | 'no full scan of the last 30 days has gone through it';
}

/**
 * Finds watched subscriptions of which nothing is known but that it is not, or through which no full scan has gone: events report
 * changes alone, not what is there.
 * @param scans those of the last 30 days
 */
async function unreadSubscriptions(
  scans: readonly ScanRecord[],
  { store, subscriptions }: Pick<PosturePorts, 'store' | 'subscriptions'>,
): Promise<readonly UnreadSubscription[]> {
  const ended = scans.filter(({ finishedAt }) => finishedAt !== undefined);
  const scanned = new Set(ended.flatMap(({ subscriptions: covered }) => covered));
  const found: UnreadSubscription[] = [];
  for (const subscriptionId of subscriptions) {
    if (!(await isKnown(subscriptionId, store)))
      found.push({ subscriptionId, reason: 'nothing is known of it' });
    else if (!scanned.has(subscriptionId))
      found.push({ subscriptionId, reason: 'no full scan of the last 30 days has gone through it' });
  }
  return found;
}

async function isKnown(subscriptionId: string, store: PosturePorts['store']): Promise<boolean> {
  for await (const current of store.list(`/subscriptions/${subscriptionId}`))
    if (isSeen(current)) return true;
  return false;
}
