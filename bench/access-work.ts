/** Runs as a process of its own, so that time and memory are those of the function alone. */
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { createMemory } from '../cli/access/memory.ts';
import { createObserver, runDetection } from '../src/phi-access/access-review/index.ts';
import { accessQueries, collectLogs } from '../src/phi-access/collection/index.ts';
import { patientKey } from '../src/phi-access/model/index.ts';
import { createLogSource } from '../src/platform/azure-clients/index.ts';
import { directoryOf, hoursOf, signInsOf } from './access-rows.ts';
import type { CollectWork, Cost, DetectWork, Done, Work } from './access.ts';
import { percentile } from './measure.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: console.error, error: console.error };
const hourMs = 3_600_000;
const megabyte = 1024 * 1024;
const plus = (moment: string, ms: number): string => new Date(Date.parse(moment) + ms).toISOString();

/** Seconds of the processor: those of the clock are others where somebody else wants it too. */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function cost(work: () => Promise<unknown>): Promise<Cost> {
  const begun = processor();
  await work();
  return { cpu: processor() - begun };
}

function memory() {
  globalThis.gc?.();
  return {
    heap: process.memoryUsage().heapUsed / megabyte,
    peak: process.resourceUsage().maxRSS / 1024,
  };
}

const queryOf = (name: string) => accessQueries.filter((each) => each.name === name);

/** Brings the profiles up to a span of ingestion, through the client of the SDK. */
async function collected({ armUrl, token, workspace, from, now }: CollectWork): Promise<Done> {
  const kept = createMemory();
  await kept.watermarks.write('access|fhir-hours', from, undefined);
  const logs = createLogSource({
    workspaces: [workspace],
    endpoint: armUrl,
    scope: 'https://api.loganalytics.io/.default',
    credential: { getToken: () => Promise.resolve({ token, expiresOnTimestamp: 8_640_000_000_000_000 }) },
    now: () => new Date(now),
  });
  const kinds: string[] = [];
  const ports = {
    ...kept,
    queries: queryOf('fhir-hours'),
    logs: {
      query: async (query: Parameters<typeof logs.query>[0]) => {
        const answer = await logs.query(query);
        kinds.push(answer.kind);
        return answer;
      },
    },
    keyed: patientKey('a key of the benchmark, and of nothing else'),
    clock: { now: () => new Date(now) },
    log,
  };
  // The client is loaded with the first question: that is the start of the app, and not its work.
  await import('../src/platform/azure-clients/logs-query-client.ts');
  const before = memory();
  let standing: string | undefined;
  const spent = await cost(async () => {
    standing = (await collectLogs(ports)).get('fhir-hours')?.kind;
  });
  if (standing !== 'current') throw new Error(`the log stands ${standing}`);
  const after = memory();
  const texts: string[] = [];
  let rows = 0;
  for await (const profile of kept.profiles.between('fhir-hours', '2000', '3000')) {
    rows += profile.rows.length;
    texts.push(JSON.stringify(profile.rows));
  }
  // As the store packs them.
  const packed = texts.map(
    (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length,
  );
  return {
    ...spent,
    before,
    after,
    rows,
    kinds,
    hours: texts.length,
    text: texts.reduce((sum, text) => sum + text.length, 0),
    packed: packed.reduce((sum, size) => sum + size, 0),
    digest: createHash('sha256').update(texts.join('\n')).digest('hex'),
  };
}

/** Floor: the text of the answer, read and parsed. */
async function parsed(file: string): Promise<Done> {
  const before = memory();
  let held: unknown;
  const spent = await cost(async () => {
    held = JSON.parse(await Promise.resolve(readFileSync(file, 'utf8')));
  });
  const after = memory();
  return { ...spent, before, after, rows: JSON.stringify(held).length };
}

/** Evaluates one hour after another, in the light of 35 days. */
async function evaluated({ principals, first, hours }: DetectWork): Promise<Done> {
  const kept = createMemory();
  let now = plus(first, hourMs);
  const oldest = plus(first, -38 * 24 * hourMs);
  const rowsOf = { 'fhir-hours': hoursOf, 'signins-people-events': signInsOf };
  const queries = Object.keys(rowsOf).flatMap(queryOf);
  const made = { making: 0, parsing: 0, characters: 0, rows: 0 };
  const starts = (from: string, to: string) =>
    Array.from({ length: 24 * 50 }, (_, n) => plus(oldest, n * hourMs)).filter(
      (start) => start >= from && start < to && plus(start, hourMs) <= now,
    );
  const askedAt = (start: string) => plus(start, hourMs);
  const ports = {
    ...kept,
    queries,
    profiles: {
      ...kept.profiles,
      async *versions(_query: string, from: string, to: string) {
        yield* await Promise.resolve(starts(from, to).map((hour) => ({ hour, askedAt: askedAt(hour) })));
      },
      /** Makes what is there when it is read, out of a text, as it comes from the store. */
      async *between(query: string, from: string, to: string) {
        for (const hour of starts(from, to)) {
          const begun = processor();
          const text = JSON.stringify(rowsOf[query as keyof typeof rowsOf](principals, Date.parse(hour)));
          const there = processor();
          const rows = JSON.parse(text) as readonly never[];
          made.making += there - begun;
          made.parsing += processor() - there;
          made.characters += text.length;
          made.rows += rows.length;
          yield await Promise.resolve({ hour, askedAt: askedAt(hour), rows });
        }
      },
    },
    logs: { query: () => Promise.reject(new Error('no log is asked')) },
    keyed: (hash: string) => hash,
    directory: async () => Promise.resolve({ version: '1', directory }),
    observe: createObserver(),
    dailyBudget: Infinity,
    published: [],
    clock: { now: () => new Date(now) },
    log,
  };
  const directory = directoryOf(principals);
  const before = memory();
  const evaluating = (depth: 'rules' | 'all') => cost(async () => runDetection(depth, new Map(), ports));
  const start = await evaluating('all');
  const { making, parsing, rows } = { ...made };
  const hourly: Cost[] = [];
  for (let n = 0; n < hours; n += 1) {
    now = plus(now, hourMs);
    hourly.push(await evaluating('all'));
  }
  const again = await evaluating('all');
  const after = memory();
  return {
    ...start,
    before,
    after,
    rows,
    making,
    parsing,
    daily: hourly[0]?.cpu ?? 0,
    hourly: percentile(
      hourly.slice(1).map(({ cpu }) => cpu),
      0.5,
    ),
    again: again.cpu,
    anomalies: kept.all().length,
  };
}

process.on('message', (work: Work) => {
  const done =
    work.mode === 'collect'
      ? collected(work)
      : work.mode === 'evaluate'
        ? evaluated(work)
        : parsed(work.file);
  done.then(
    (told) => process.send?.(told, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
