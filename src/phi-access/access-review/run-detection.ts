import { isDeepStrictEqual } from 'node:util';
import { at, day, hour, hourOf, minute, plus } from '../../base/index.ts';
import type { Interval } from '../../base/index.ts';
import type { Versioned } from '../../platform/store/index.ts';
import { noteAnomaly, suppressionsAt } from '../anomalies/index.ts';
import { historyDays } from '../collection/index.ts';
import type { CollectionStatus } from '../collection/index.ts';
import { correlateFindings } from '../correlation/index.ts';
import type { CorrelatedFindings } from '../correlation/index.ts';
import { deterministic, statistical } from '../detectors/index.ts';
import type { AccessFinding, Anomaly, KeptAnomaly } from '../model/index.ts';
import { elapsedHours, windowOf } from './elapsed-hours.ts';
import { changedSince } from './observation.ts';
import type { DetectionPorts } from './ports.ts';
import { silentLogs } from './silent-logs.ts';

/** The detectors that run: those whose verdict needs no statistics, or all. */
export type Depth = 'rules' | 'all';

/** The time within which findings of one principal are one anomaly. */
const open = 48 * hour;

/** The longest time between a question for rows and the saving of its answer in one run. */
const overlap = 15 * minute;

/** Rows are late by two days at most: what changed before that was history when it was first read. */
const longestWindow = 3 * day;

const firstWindow = day;

const mostEvidence = 50;

/** Statistics are of whole hours. A run of every ten minutes may begin somewhat early. */
const betweenStatistics = hour - 5 * minute;

export interface DetectionRun {
  /** Hours that were evaluated; absent: nothing had changed, and no hour passed. */
  readonly window?: Interval;
  readonly findings: number;
  /** Anomalies that are new, or have changed. */
  readonly changed: readonly KeptAnomaly[];
}

/** Whether the detectors that need statistics have not run for an hour. */
export async function statisticsAreDue({
  watermarks,
  clock,
}: Pick<DetectionPorts, 'watermarks' | 'clock'>): Promise<boolean> {
  const mark = await watermarks.read(markOf('all'));
  return !mark || at(mark.value) + betweenStatistics <= clock.now().getTime();
}

const markOf = (depth: Depth): string => `access|evaluated|${depth}`;

/** Evaluates the hours that were replaced, or have passed, since the last time, and keeps what is found: once, however often it is found. */
export async function runDetection(
  depth: Depth,
  standings: ReadonlyMap<string, CollectionStatus>,
  ports: DetectionPorts,
): Promise<DetectionRun> {
  const { clock, watermarks, queries, profiles, observe } = ports;
  const now = clock.now().toISOString();
  const name = markOf(depth);
  const mark = await watermarks.read(name);
  const feed = await ports.directory();
  const end = plus(hourOf(now), hour);
  const interval = { from: plus(end, -historyDays * day - longestWindow), to: end };
  const { detection: watch, known } = await observe(interval, feed, queries, profiles);
  const changed = changedSince(known, mark ? plus(mark.value, -overlap) : '');
  const earliest = plus(end, mark ? -longestWindow : -firstWindow);
  const passed = await elapsedHours(`access|passed|${depth}`, changed?.from, earliest, ports);
  const window = windowOf(changed, passed, earliest);
  const found = window ? watch.findings({ ...window, elapsed: passed }, detectorsOf(depth)) : [];
  const current = [...standings].filter(([, { kind }]) => kind === 'current' || kind === 'absent');
  const silent = silentLogs(known, new Set(current.map(([query]) => query)), now);
  const findings = [...found, ...silent];
  const kept = await keep(findings, plus(window?.from ?? now, -open), { ...ports, feed, now });
  // Who evaluated meanwhile has evaluated the same.
  await watermarks.write(name, now, mark?.etag);
  await watermarks.write(passed.name, passed.to, passed.etag);
  return { ...(window && { window }), findings: findings.length, changed: kept };
}

function detectorsOf(depth: Depth) {
  return depth === 'rules' ? deterministic : [...deterministic, ...statistical];
}

/** Puts findings to the anomalies that they belong to: what is found again changes nothing. */
async function keep(
  findings: readonly AccessFinding[],
  since: string,
  ports: DetectionPorts & {
    readonly feed: Awaited<ReturnType<DetectionPorts['directory']>>;
    readonly now: string;
  },
): Promise<readonly KeptAnomaly[]> {
  const { anomalies, dailyBudget, feed, keyed, log, now, published } = ports;
  if (findings.length === 0) return [];
  const known = new Map<string, Versioned<KeptAnomaly>>();
  for await (const each of anomalies.since(since)) known.set(each.value.id, each);
  const fused = correlateFindings(findings, {
    directory: feed.directory,
    keyed,
    known: [...known.values()].map(({ value }) => value),
    suppressions: await suppressionsAt(now, ports),
    dailyBudget,
  });
  const written: KeptAnomaly[] = [];
  for (const anomaly of together(fused)) {
    const there = known.get(anomaly.id);
    const kept = keptOf(anomaly, findings, there?.value, now);
    if (isDeepStrictEqual(kept, there?.value)) continue;
    await noteAnomaly(kept.id, now, published);
    if ((await anomalies.write(kept, there?.etag)) === 'written') written.push(kept);
    else log.info('An anomaly was changed by another run and is evaluated again', { target: anomaly.id });
  }
  return written;
}

type Disposed = Anomaly & Pick<KeptAnomaly, 'suppressedBy' | 'overflow'>;

function together({ notify, overflow, suppressed }: CorrelatedFindings): readonly Disposed[] {
  return [
    ...notify,
    ...overflow.map((anomaly) => ({ ...anomaly, overflow: anomaly.start.slice(0, 10) })),
    ...suppressed.map(({ anomaly, by }) => ({
      ...anomaly,
      suppressedBy: (by as { id?: string }).id ?? by.owner,
    })),
  ];
}

function keptOf(
  anomaly: Disposed,
  findings: readonly AccessFinding[],
  there: KeptAnomaly | undefined,
  now: string,
): KeptAnomaly {
  const { suppressedBy, overflow, ...rest } = anomaly;
  const { principal, start, end } = rest;
  const own = findings.filter(
    (each) => each.principal === principal && each.start >= start && each.end <= end,
  );
  const evidence = evidenceOf([...(there?.evidence ?? []), ...own]);
  // Once beyond the budget it is in the report of its day; what becomes critical is reported all the same.
  const beyond = overflow ?? (anomaly.severity === 'critical' ? undefined : there?.overflow);
  return {
    ...rest,
    evidence,
    recordedAt: there?.recordedAt ?? now,
    ...(there?.notified !== undefined && { notified: there.notified }),
    ...(suppressedBy !== undefined && { suppressedBy }),
    ...(beyond !== undefined && { overflow: beyond }),
  };
}

/** The findings of an anomaly, the strongest last: of what was found again, as it was found last. */
function evidenceOf(findings: readonly AccessFinding[]): readonly AccessFinding[] {
  const last = new Map(findings.map((each) => [`${each.kind}|${each.start}`, each]));
  return [...last.values()]
    .toSorted((one, other) => one.score - other.score || (one.start < other.start ? -1 : 1))
    .slice(-mostEvidence);
}
