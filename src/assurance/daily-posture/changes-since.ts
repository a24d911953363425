import { at, day, hour, plus } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { DetectedChange } from '../../platform/azure/index.ts';
import { compareChanges, historyOf } from './compare-changes.ts';
import type { DailyPosture } from './daily-posture.ts';
import type { DailyPorts } from './ports.ts';

/** Azure's history of changes lags behind by minutes. */
const settledHours = 1;

/** Azure keeps its history of changes for 14 days. */
const keptDays = 13;

/** A history that could not be read for so long is given up: else nothing after it would ever be compared. */
const patienceDays = 3;

type Changes = DailyPosture['changes'];

/** Compares the changes since the day before with Azure's history of changes. */
export async function changesSince(
  before: Changes | undefined,
  now: string,
  ports: DailyPorts,
): Promise<Changes> {
  const to = plus(now, -settledHours * hour);
  const earliest = plus(to, -keptDays * day);
  const begun = (before?.unread ? before.from : before?.to) ?? plus(to, -day);
  const from = begun < earliest ? earliest : begun;
  const drifts: Pick<Drift, 'id' | 'resourceId' | 'eventTime' | 'readAt'>[] = [];
  for await (const drift of ports.journal.since(ports.subscriptions, from)) {
    if (at(drift.recordedAt) >= at(to)) break;
    if (drift.cause === 'resource') drifts.push(drift);
  }
  const span = { from, to };
  const history = await historyIn(historyOf(from, to), ports);
  if (typeof history !== 'string') return { ...span, ...compareChanges(drifts, history) };
  const isGivenUp = at(to) - at(from) > patienceDays * day;
  return {
    ...span,
    count: drifts.length,
    ...(!isGivenUp && { unread: true }),
    why: `Azure's history of changes: ${history}`,
  };
}

/** Reads a day at a time: a busy one has nearly as many changes as one answer may have pages. A text: the reason why some of it could not be read. */
async function historyIn(
  [from, to]: readonly [from: string, to: string],
  { graph, subscriptions }: DailyPorts,
): Promise<readonly DetectedChange[] | string> {
  const found: DetectedChange[] = [];
  for (let begin = from; begin < to; begin = plus(begin, day)) {
    const end = plus(begin, day) < to ? plus(begin, day) : to;
    for (const subscription of subscriptions) {
      const read = await graph.changesIn(subscription, begin, end);
      if (read.kind === 'gone') return 'not found';
      if (read.kind !== 'read') return failureReason(read);
      found.push(...read.value);
    }
  }
  return found;
}
