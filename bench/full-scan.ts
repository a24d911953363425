import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Azure } from '@phiwatch/azure-simulator';
import { createCertificate } from '../dev/tls.ts';
import type { Drift } from '../src/model/index.ts';
import type { ScanView } from '../src/monitoring/full-scan/index.ts';
import type { BudgetReport } from '../src/platform/azure/index.ts';
import { MemoryScans } from '../test/support/fake-scans.ts';
import { MemoryStore } from '../test/support/fakes.ts';
import { largeEstate, subscriptions } from './full-scan-estate.ts';
import { printFullScan } from './full-scan-table.ts';
import type { FullScanRow } from './full-scan-table.ts';
import { report } from './measure.ts';
import { answering } from './remote.ts';
import type { Call } from './remote.ts';

const principal = '5b0e3c8a-7f5d-4c1e-9a63-0d2f4b8e6c71';
const lagMs = 300_000;
const dayMs = 86_400_000;
const withheld = 50;
const toldOf = 20;
const secureTransfer = 'storage-requires-secure-transfer';

/** The task of the process of a scan. */
export interface Ask {
  readonly mode: 'scan' | 'floor';
  readonly armUrl: string;
  readonly token: string;
  /** Milliseconds by which the time is moved. */
  readonly offset: number;
  readonly events: readonly unknown[];
  /** Simulated time between the events and the scan. */
  readonly pauseMs: number;
}

/** A message of that process: to move the time, or what came of the scan. */
export type Told =
  | { readonly move: number }
  | Call
  | {
      readonly seconds: number;
      readonly simulatedSeconds: number;
      /** Megabytes. */
      readonly peak: number;
      readonly budgets: readonly BudgetReport[];
      readonly view?: ScanView;
    };
type Result = Exclude<Told, Call | { move: number }>;

/**
 * Full scans of 1,000, 2,000 and 20,000 resources in 40 resource groups of 3 subscriptions, against a graph that lags by five minutes
 * and Azure's published limits. The store is in memory, in another process: at this size Azurite would be most of the time. The
 * limits are counted in simulated time, which waits move on. Each scan is a process of its own with a heap of 96 MB: given more,
 * V8 lets garbage pile up, and the peak would show that alone.
 */
export async function benchFullScan(): Promise<void> {
  const counts = process.env['SWEEP'] ? process.env['SWEEP'].split(',').map(Number) : [1_000, 2_000, 20_000];
  const rows: FullScanRow[] = [];
  for (const count of counts) rows.push(...(await scansOf(count)));
  printFullScan(rows);
  const [small, large] = [counts.at(-2), counts.at(-1)];
  if (small === undefined || large === undefined) return;
  const peakOf = (count: number) =>
    Math.max(...rows.map(({ resources, peak }) => (resources === count ? peak : 0)));
  report(`peak memory, ${large / small} times the resources`, '', {
    of: peakOf(large) / peakOf(small),
    to: 'the memory',
  });
}

async function scansOf(count: number): Promise<readonly FullScanRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'phiwatch-bench-'));
  const tls = await createCertificate();
  const certificate = join(folder, 'loopback.pem');
  writeFileSync(certificate, tls.cert);
  let offset = 0;
  const now = () => Date.now() + offset;
  const store = new MemoryStore(() => new Date(now()));
  const answer = answering({ store, scans: new MemoryScans() });
  const azure = await startAzure({
    resources: largeEstate(count),
    tls,
    now,
    throttled: true,
    graphLagMs: lagMs,
    roles: subscriptions.map(({ id }) => ({ principal, scope: `/subscriptions/${id}`, actions: ['*/read'] })),
  });
  const { token } = await azure.simulation.tokens.issue({
    oid: principal,
    resource: 'https://management.azure.com',
    expiresInSeconds: 30 * 86_400,
  });
  const scan = (mode: Ask['mode'], events: readonly unknown[] = [], pauseMs = 0): Promise<Result> =>
    new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'full-scan-process.ts'), {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
        execArgv: ['--max-old-space-size=96', '--max-semi-space-size=8'],
        // As JSON, an absent value would become null.
        serialization: 'advanced',
      });
      child.on('message', (told: Told) => {
        if ('move' in told) {
          offset += told.move;
          child.send({ offset });
        } else if ('call' in told) void answer(told).then((reply) => child.send(reply));
        else resolve(told);
      });
      child.on('exit', (code) => code !== 0 && reject(new Error(`the scan ended with ${code}`)));
      child.send({
        mode,
        armUrl: azure.armUrl,
        token,
        offset,
        events,
        pauseMs,
      } satisfies Ask);
    });
  try {
    const first = rowOf(count, 'first', await scan('scan'), azure);
    offset += dayMs;
    const accounts = compliantAccounts(azure);
    const changed = accounts.slice(0, withheld);
    for (const id of changed) turnOffSecureTransfer(azure, id);
    offset += 2 * lagMs;
    const told = accounts.slice(withheld, withheld + toldOf);
    for (const id of told) turnOffSecureTransfer(azure, id);
    const events = told.map((id, n) => eventOf(id, n, new Date(now()).toISOString()));
    const second = await scan('scan', events, 120_000);
    const found = store.journal().filter(({ scanId }) => scanId === second.view?.id);
    const next = { ...rowOf(count, 'next', second, azure), drifts: compared(changed, found) };
    return [first, next, rowOf(count, 'pages', await scan('floor'), azure)];
  } finally {
    await azure.stop();
    rmSync(folder, { recursive: true });
  }
}

function rowOf(
  resources: number,
  scan: FullScanRow['scan'],
  { seconds, simulatedSeconds, peak, budgets }: Result,
  azure: Azure,
): FullScanRow {
  const reads = budgets
    .filter(({ key }) => !key.endsWith('query'))
    .reduce((sum, { calls }) => sum + calls, 0);
  const allowed = subscriptions.length * (250 + 25 * simulatedSeconds);
  return { resources, scan, seconds, simulatedSeconds, peak, reads, allowed, refused: refusals(azure) };
}

/** Compares what a scan found with what was there to be found: one drift of each change that was withheld. */
function compared(changed: readonly string[], drifts: readonly Drift[]): Required<FullScanRow>['drifts'] {
  const right = drifts.filter(
    ({ resourceId, policy, to }) =>
      changed.includes(resourceId) && policy === secureTransfer && to === 'NonCompliant',
  );
  const found = new Set(right.map(({ resourceId }) => resourceId)).size;
  return { found, missed: changed.length - found, false: drifts.length - found };
}

function refusals({ simulation }: Azure): number {
  const refused = simulation.log.filter(({ status }) => status === 429).length;
  simulation.log.length = 0;
  return refused;
}

function isCompliant(properties: unknown): boolean {
  return (
    (properties as { supportsHttpsTrafficOnly?: boolean } | undefined)?.supportsHttpsTrafficOnly === true
  );
}

function compliantAccounts({ simulation }: Azure): readonly string[] {
  return [...simulation.resources.all()].flatMap(({ id = '', type, properties }) =>
    type === 'Microsoft.Storage/storageAccounts' && isCompliant(properties) ? [id] : [],
  );
}

function turnOffSecureTransfer({ simulation }: Azure, id: string): void {
  const body = { properties: { supportsHttpsTrafficOnly: false } };
  simulation.change({ method: 'PATCH', id, body, actor: { oid: principal } });
}

function eventOf(id: string, n: number, eventTime: string): unknown {
  return {
    id: `bench-${n}`,
    topic: id.split('/').slice(0, 3).join('/'),
    subject: id,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime,
    dataVersion: '2',
    metadataVersion: '1',
    data: { resourceUri: id, operationName: 'Microsoft.Storage/storageAccounts/write', status: 'Succeeded' },
  };
}
