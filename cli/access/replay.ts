import { createObserver, runDetection } from '../../src/phi-access/access-review/index.ts';
import type { DirectoryFeed, ReviewPorts } from '../../src/phi-access/access-review/index.ts';
import { accessQueries, collectLogs } from '../../src/phi-access/collection/index.ts';
import type { CollectionStatus, Pace } from '../../src/phi-access/collection/index.ts';
import { unchecked } from '../../src/phi-access/detection/index.ts';
import type { KeptAnomaly } from '../../src/phi-access/model/index.ts';
import type { LogSource } from '../../src/platform/azure/index.ts';
import { createMemory } from './memory.ts';

/** A log whose rows are there once they were ingested. */
export interface ReplayedLogs extends LogSource {
  visibleAt: string | undefined;
}

export interface Replay {
  readonly logs: ReplayedLogs;
  readonly feed: DirectoryFeed;
  readonly keyed: ReviewPorts['keyed'];
  /** ISO 8601, as the others: where history begins. */
  readonly trainFrom: string;
  readonly from: string;
  readonly to: string;
  /** Is told how many hours of all are done; the first is the history before the window. */
  readonly onHour?: (done: number, all: number) => void;
}

export interface Replayed {
  readonly anomalies: readonly KeptAnomaly[];
  /** Logs that are not there. */
  readonly absent: readonly string[];
  /** The checks that the logs and the directory at hand do not allow, in sentences. */
  readonly unchecked: readonly string[];
  /** Logs that could not be asked, with the reason: what was found is not all. */
  readonly failed: ReadonlyMap<string, string>;
}

const hour = 3_600_000;
/** Rows may be late by two days. Nearly all of them are not. */
const afterwards = [1, 2, 3, 4, 5, 6, 12, 24, 36, 49];
/** A week of history in one question: all of it would be held at once. */
const atOnce: Pace = { historyDays: 10_000, stepHours: 1e6, mostHours: 168 };

const nothing = (): void => undefined;
const plus = (moment: string, milliseconds: number): string =>
  new Date(Date.parse(moment) + milliseconds).toISOString();

/**
 * Evaluates a window as the app would have: every hour, by what was ingested until then, late rows as they came. What was before is collected at
 * once, as it is not evaluated.
 */
export async function replay({ logs, feed, keyed, trainFrom, from, to, onHour }: Replay): Promise<Replayed> {
  let now = plus(from, -hour);
  const memory = createMemory();
  const ports = {
    ...memory,
    queries: accessQueries,
    logs: between(logs, trainFrom, to),
    keyed,
    directory: () => Promise.resolve(feed),
    observe: createObserver(),
    dailyBudget: Infinity,
    published: [],
    clock: { now: () => new Date(now) },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  };
  const standings = new Map<string, CollectionStatus>();
  // The history, each hour from the one before the window on, and the looks at late rows.
  const all = 2 + Math.ceil((Date.parse(to) - Date.parse(from)) / hour) + afterwards.length;
  let done = 0;
  onHour?.(done, all);
  const step = async (): Promise<void> => {
    logs.visibleAt = now;
    for (const [name, standing] of await collectLogs(ports, atOnce))
      if (standings.get(name)?.kind !== 'failed') standings.set(name, standing);
    onHour?.((done += 1), all);
  };
  await step();
  await memory.watermarks.write('access|evaluated|all', plus(now, hour / 2), undefined);
  while (now < to) {
    now = plus(now, hour);
    await step();
    await runDetection('all', standings, ports);
  }
  for (const hours of afterwards) {
    now = plus(to, hours * hour);
    await step();
    // Where the window ends, no log has fallen silent.
    await runDetection('all', new Map(), ports);
  }
  const named = [...standings];
  return {
    unchecked: await unchecked({ from, to }, feed.directory, ports),
    anomalies: memory.all().filter(({ start, end }) => end >= from && start < to),
    absent: named.flatMap(([name, { kind }]) => (kind === 'absent' ? [name] : [])),
    failed: new Map(
      named.flatMap(([name, standing]) =>
        'why' in standing && standing.kind !== 'absent' ? [[name, standing.why]] : [],
      ),
    ),
  };
}

/** The log without what lies outside: hours there are never found to have got rows. */
function between(logs: LogSource, from: string, to: string): LogSource {
  const within = ({ Hour }: { readonly Hour?: unknown }): boolean =>
    typeof Hour !== 'string' || (Hour < to && Date.parse(Hour) + hour > Date.parse(from));
  return {
    async query(query) {
      const answer = await logs.query(query);
      return answer.kind === 'rows' ? { kind: 'rows', rows: answer.rows.filter(within) } : answer;
    },
  };
}
