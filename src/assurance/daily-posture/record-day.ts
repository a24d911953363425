import { at, day, hour, plus } from '../../base/index.ts';
import type { Drift, ResourceState, Severity } from '../../model/index.ts';
import { severities } from '../../model/index.ts';
import { effectiveSeverity } from '../../monitoring/evaluation/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { DetectedChange } from '../../platform/azure/index.ts';
import { controlsView } from '../posture/index.ts';
import { compareChanges, historyOf } from './compare-changes.ts';
import { compareResources } from './compare-resources.ts';
import type { Compared, DailyPosture } from './daily-posture.ts';
import type { DailyPorts } from './ports.ts';

/** Azure's history of changes lags behind by minutes. */
const settledHours = 1;

/** Azure keeps its history of changes for 14 days. */
const keptDays = 13;

/** More ids than this do not fit in one row of a table. */
const mostUnexplained = 4_000;

/** Puts the posture of this day on record, if that was not done yet. */
export async function recordDay(ports: DailyPorts): Promise<'recorded' | 'there'> {
  const now = ports.clock.now().toISOString();
  const id = now.slice(0, 10);
  const { dailyPostures } = ports;
  if (await dailyPostures.read(id)) return 'there';
  const before = (await dailyPostures.all()).at(-1)?.value.changes;
  const known = await statesOf(ports);
  const posture: DailyPosture = {
    id,
    at: now,
    appVersion: ports.appVersion,
    catalogueVersion: ports.catalogueVersion,
    safeguards: (await controlsView(ports)).map(
      ({ id: control, status, summary, counts, organizations }) => ({
        id: control,
        status,
        summary,
        counts,
        ...(organizations && { organizations }),
      }),
    ),
    findings: known.findings,
    unknown: known.unknown,
    ...bounded(await compareResources(known, ports)),
    changes: await changesSince(before, now, ports),
  };
  return (await dailyPostures.write(posture, undefined)) === 'written' ? 'recorded' : 'there';
}

async function changesSince(
  before: DailyPosture['changes'] | undefined,
  now: string,
  ports: DailyPorts,
): Promise<DailyPosture['changes']> {
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
  const history: DetectedChange[] = [];
  for (const subscription of ports.subscriptions) {
    const found = await ports.graph.changesIn(subscription, ...historyOf(from, to));
    if (found.kind !== 'read')
      return {
        ...span,
        count: drifts.length,
        unread: true,
        why: `Azure's history of changes: ${found.kind === 'gone' ? 'not found' : failureReason(found)}`,
      };
    history.push(...found.value);
  }
  return { ...span, ...within(compareChanges(drifts, history)) };
}

interface Known {
  readonly all: ReadonlySet<string>;
  readonly phi: ReadonlySet<string>;
  readonly findings: DailyPosture['findings'];
  readonly unknown: number;
}

async function statesOf({ store, subscriptions, policies }: DailyPorts): Promise<Known> {
  const [all, phi] = [new Set<string>(), new Set<string>()];
  const findings = Object.fromEntries(severities.map((each) => [each, { all: 0, phi: 0 }])) as Record<
    Severity,
    { all: number; phi: number }
  >;
  let unknown = 0;
  const note = ({ resourceId, phi: holdsPhi, gone, states }: ResourceState): void => {
    if (gone) return;
    all.add(resourceId.toLowerCase());
    if (holdsPhi) phi.add(resourceId.toLowerCase());
    for (const [name, { state }] of Object.entries(states)) {
      if (state === 'Unknown') unknown += 1;
      if (state !== 'NonCompliant') continue;
      const of = findings[effectiveSeverity(policies.policy(name)?.severity ?? 'low', holdsPhi === true)];
      of.all += 1;
      if (holdsPhi) of.phi += 1;
    }
  };
  for (const subscription of subscriptions)
    for await (const state of store.list(`/subscriptions/${subscription}`)) note(state);
  return { all, phi, findings, unknown };
}

function bounded<T extends Readonly<Record<string, Compared>>>(all: T): T {
  return Object.fromEntries(Object.entries(all).map(([name, each]) => [name, within(each)])) as T;
}

/** Ids that cannot all be listed are not listed in part: then nothing is compared, and the reason says so. */
function within(one: Compared): Compared {
  const differing = one.independent?.unexplained.length ?? 0;
  return differing <= mostUnexplained
    ? one
    : { count: one.count, why: `${differing} differ, more than can be listed` };
}
