/** Runs as a process of its own, so that its memory is that of a scan alone. Waits for budgets take no real time. */
import { Coalescer } from '../src/base/index.ts';
import { cataloguePolicies } from '../src/monitoring/evaluation/index.ts';
import { beginScan, scansView } from '../src/monitoring/full-scan/index.ts';
import type { IngestionPorts } from '../src/monitoring/ingestion/index.ts';
import { handleEvent, handleMessage } from '../src/monitoring/ingestion/index.ts';
import { createAzure } from '../src/platform/azure-clients/index.ts';
import { createCounters } from '../src/platform/telemetry/index.ts';
import { loadCatalogue } from '../src/rules/controls/index.ts';
import { noTenant } from '../test/support/fakes.ts';
import { memoryRecords } from '../test/support/memory-records.ts';
import { subscriptions } from './full-scan-estate.ts';
import type { Ask, Told } from './full-scan.ts';
import { Remote } from './remote.ts';
import type { Reply } from './remote.ts';

const silent = () => undefined;
let offset = 0;
const now = () => new Date(Date.now() + offset);
/** Those who wait for the time to be moved. */
let waiting: (() => void)[] = [];

/** Time is moved as far as the wait would have ended; who waits meanwhile finds it passed. */
async function wait(milliseconds: number): Promise<void> {
  const until = now().getTime() + milliseconds;
  while (now().getTime() < until) {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      process.send?.({ move: until - now().getTime() } satisfies Told);
    });
  }
}

const remote = new Remote((call) => process.send?.(call satisfies Told));

function portsOf({ armUrl, token }: Ask, later: { body: unknown; at: number }[]): IngestionPorts {
  const catalogue = loadCatalogue();
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: 8_640_000_000_000_000 }) };
  return {
    catalogue,
    policies: cataloguePolicies(catalogue),
    ...createAzure({ endpoint: armUrl, credential, types: catalogue.types, now, wait }),
    store: remote.part<IngestionPorts['store']>('store', ['list', 'undispatched', 'searchUndispatched']),
    journal: remote.part<IngestionPorts['journal']>('store', ['since']),
    readBy: remote.part<IngestionPorts['readBy']>('store', []),
    scans: remote.part<IngestionPorts['scans']>('scans', ['since', 'parts', 'openParts']),
    queue: {
      send: async (body, delaySeconds = 0) =>
        Promise.resolve(void later.push({ body, at: now().getTime() + delaySeconds * 1000 })),
      depth: async () => Promise.resolve({ waiting: later.length }),
    },
    respond: {
      send: async () => Promise.resolve(),
      depth: async () => Promise.resolve({ waiting: 0 }),
    },
    underway: new Coalescer(),
    rejected: { add: async () => Promise.resolve(), count: async () => Promise.resolve(0) },
    eventHours: { note: async () => Promise.resolve(), of: async () => Promise.resolve([]) },
    records: memoryRecords(),
    ownership: { phiTags: ['phi'], phiScopes: [], organizationTag: 'organization', organizations: {} },
    clock: { now, after: wait },
    counters: createCounters(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    marginSeconds: 60,
    subscriptions: subscriptions.map(({ id }) => id),
    managementGroups: [],
    random: Math.random,
  };
}

/** A full scan leaves nothing to the queue `changes-bulk`. */
const noBulk = {
  send: async () => Promise.reject(new Error('a full scan has no bulk work')),
  depth: async () => Promise.resolve({ waiting: 0 }),
};

async function run(ask: Ask): Promise<void> {
  offset = ask.offset;
  const later: { body: unknown; at: number }[] = [];
  const ports = portsOf(ask, later);
  const drain = async () => {
    for (;;) {
      later.sort((one, other) => one.at - other.at);
      const next = later.shift();
      if (!next) return;
      await wait(Math.max(0, next.at - now().getTime()));
      const policies = { ...ports.policies, ...noTenant };
      await handleMessage(next.body, { ...ports, policies, bulk: noBulk }, 240_000);
    }
  };
  for (const event of ask.events) await handleEvent(event, ports, 20_000);
  await drain();
  await wait(ask.pauseMs);
  const [started, simulated] = [performance.now(), now().getTime()];
  let view;
  if (ask.mode === 'floor') {
    for (const { id } of subscriptions)
      for await (const page of ports.graph.resourceGroups(id))
        for (const group of page.kind === 'page' ? page.resources : [])
          for await (const dropped of ports.graph.resources(id, [group.name ?? '']))
            if (dropped.kind !== 'page') throw new Error(dropped.reason);
  } else {
    await beginScan('request', ports);
    await drain();
    [view] = (await scansView(ports)).scans;
  }
  const told: Told = {
    seconds: (performance.now() - started) / 1000,
    simulatedSeconds: (now().getTime() - simulated) / 1000,
    peak: process.resourceUsage().maxRSS / 1024,
    budgets: ports.budgets(),
    ...(view && { view }),
  };
  process.send?.(told, () => process.exit(0));
}

process.on('message', (message: Ask | Reply | { readonly offset: number }) => {
  if ('reply' in message) {
    remote.replied(message);
    return;
  }
  offset = message.offset;
  const told = waiting;
  waiting = [];
  for (const resolve of told) resolve();
  if ('armUrl' in message)
    run(message).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
