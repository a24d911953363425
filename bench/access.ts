import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Azure } from '@phiwatch/azure-simulator';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { createCertificate } from '../dev/tls.ts';
import { accessQueries, bounded } from '../src/phi-access/collection/index.ts';
import { auditRows, rowsOfAnHour } from './access-rows.ts';
import { report } from './measure.ts';

export interface Cost {
  /** Seconds of the processor. */
  readonly cpu: number;
}

/** Megabytes. */
interface Memory {
  readonly heap: number;
  readonly peak: number;
}

export interface CollectWork {
  readonly mode: 'collect';
  readonly armUrl: string;
  readonly token: string;
  readonly workspace: string;
  /** From where what was ingested is looked at, and the time that it is. */
  readonly from: string;
  readonly now: string;
}

export interface DetectWork {
  readonly mode: 'evaluate';
  readonly principals: number;
  readonly first: string;
  readonly hours: number;
}

export type Work = CollectWork | DetectWork | { readonly mode: 'parse'; readonly file: string };

export interface Done extends Cost {
  readonly before: Memory;
  readonly after: Memory;
  readonly rows: number;
  /** The figures of collecting, up to `digest`. */
  readonly kinds?: readonly string[];
  readonly hours?: number;
  readonly text?: number;
  readonly packed?: number;
  readonly digest?: string;
  /** The figures of evaluating; times in seconds. */
  readonly making?: number;
  readonly parsing?: number;
  readonly daily?: number;
  readonly hourly?: number;
  readonly again?: number;
  readonly anomalies?: number;
}

const principal = '5b0e3c8a-7f5d-4c1e-9a63-0d2f4b8e6c71';
/** A Monday. */
const hour = '2026-03-02T09:00:00.000Z';
const nextHour = '2026-03-02T10:00:00.000Z';
const now = '2026-03-02T10:30:00.000Z';
const workspaceType = 'Microsoft.OperationalInsights/workspaces';
const [workspace = ''] = estate().flatMap(({ type, properties }) =>
  type === workspaceType ? [(properties as { readonly customerId: string }).customerId] : [],
);

/** Measures what watching access to PHI takes at ten million audit rows a day: collecting an hour of it, and evaluating one. */
export async function benchAccess(): Promise<void> {
  const counts = process.env['PRINCIPALS']
    ? process.env['PRINCIPALS'].split(',').map(Number)
    : [500, 1_000, 2_000, 4_000];
  const tls = await createCertificate();
  setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
  const found: Found[] = [];
  for (const count of counts) found.push(await ofPrincipals(count, tls));
  const [least, most] = [found[0], found.at(-1)];
  if (found.length < 2 || !least || !most) return;
  const to = `with ${(most.principals / least.principals).toFixed(0)} times the principals`;
  const grown = (what: string, of: (each: Found) => number) =>
    report(`${what}, growth`, '', { of: of(most) / of(least), to });
  grown('bytes of the answer', ({ bytes }) => bytes);
  grown('collecting', ({ collected }) => collected.cpu);
  grown('peak memory of collecting', ({ collected }) => collected.after.peak - collected.before.peak);
  grown('packed profile', ({ collected }) => collected.packed ?? 0);
  grown('first evaluating', ({ evaluated }) => evaluated.cpu - (evaluated.making ?? 0));
  grown('hourly evaluating', ({ evaluated }) => evaluated.hourly ?? 0);
  grown('memory of five weeks', ({ evaluated }) => evaluated.after.heap - evaluated.before.heap);
}

interface Found {
  readonly principals: number;
  readonly bytes: number;
  readonly collected: Done;
  readonly evaluated: Done;
}

async function ofPrincipals(
  principals: number,
  tls: Awaited<ReturnType<typeof createCertificate>>,
): Promise<Found> {
  const dir = await mkdtemp(join(tmpdir(), 'phiwatch-bench-'));
  const certificate = join(dir, 'loopback.pem');
  await writeFile(certificate, tls.cert);
  const begin = async (logLimits?: { rows: number; bytes: number }): Promise<Azure> =>
    startAzure({
      resources: estate(),
      tls,
      now: () => Date.parse(now),
      logs: dir,
      ...(logLimits && { logLimits }),
      roles: [{ principal, scope: `/subscriptions/${subscriptionId}`, actions: ['*/read'] }],
    });
  try {
    console.log(`\n${principals} principals`);
    const file = join(dir, 'MicrosoftHealthcareApisAuditLogs.jsonl');
    await writeRows(file, auditRows(principals, Date.parse(hour)));
    const azure = await begin();
    let asked: Asked;
    let collected: Done;
    let server: number;
    try {
      // Reads the table, so that what comes is the time of asking.
      await ask(azure);
      asked = await ask(azure);
      const cpu = process.cpuUsage();
      collected = await work(await collectWork(azure), certificate);
      const { user, system } = process.cpuUsage(cpu);
      server = (user + system) / 1e6;
    } finally {
      await azure.stop();
    }
    const answer = join(dir, 'answer.json');
    await writeFile(answer, asked.text);
    const floor = await work({ mode: 'parse', file: answer }, certificate);
    const bytes = Buffer.byteLength(asked.text);
    const rows = `${rowsOfAnHour - 1} rows of ${megabytes((await stat(file)).size)}`;
    report(`  an hour of the log: ${rows}`, `${collected.rows} rows, ${megabytes(bytes)}`);
    report('  the query, in the simulated service', seconds(asked.cpu));
    report('  collecting: all of the simulated service', seconds(server));
    report('  collecting: the function', seconds(collected.cpu), {
      of: collected.cpu / floor.cpu,
      to: `JSON.parse of the same (${(1000 * floor.cpu).toFixed(0)} ms)`,
    });
    report('  peak memory of it', `${collected.after.peak.toFixed(0)} MB`, {
      of: (collected.after.peak - collected.before.peak) / (floor.after.peak - floor.before.peak),
      to: `what JSON.parse adds (${(floor.after.peak - floor.before.peak).toFixed(0)} MB)`,
    });
    report('  heap after it, with the profile', `${collected.after.heap.toFixed(0)} MB`);
    report('  the profile, packed', megabytes(collected.packed ?? 0), {
      of: (collected.packed ?? 0) / bytes,
      to: 'the answer',
    });
    const small = await begin({ rows: 500_000, bytes: Math.floor(bytes / 2) });
    try {
      const split = await work(await collectWork(small), certificate);
      const partial = (split.kinds ?? []).filter((kind) => kind === 'partial').length;
      const same = split.digest === collected.digest ? 'the same profile' : 'ANOTHER PROFILE';
      report(`  over the limit: ${partial} answers cut off, asked again`, same, {
        of: split.cpu / collected.cpu,
        to: 'the time at once',
      });
    } finally {
      await small.stop();
    }
    const evaluated = await work({ mode: 'evaluate', principals, first: hour, hours: 4 }, certificate);
    printDetected(evaluated);
    return { principals, bytes, collected, evaluated };
  } finally {
    await rm(dir, { recursive: true });
  }
}

function printDetected(evaluated: Done): void {
  const { cpu, making = 0, parsing = 0, daily = 0, hourly = 0, again = 0, rows, before, after } = evaluated;
  report(`  35 days: ${rows} rows, parsed`, seconds(parsing));
  report('  evaluating first, reading them', seconds(cpu - making), {
    of: (cpu - making) / parsing,
    to: 'JSON.parse of them',
  });
  report('  evaluating an hour, the first of a day', seconds(daily));
  report('  evaluating an hour', seconds(hourly));
  report('  evaluating once more', seconds(again));
  report('  heap with five weeks', `${(after.heap - before.heap).toFixed(0)} MB`);
  report('  peak memory of it', `${after.peak.toFixed(0)} MB`);
  report('  anomalies', String(evaluated.anomalies ?? 0));
}

interface Asked {
  readonly text: string;
  readonly cpu: number;
}

/** Asks as the client does, and takes the text as it comes. */
async function ask(azure: Azure): Promise<Asked> {
  const query = accessQueries.find(({ name }) => name === 'fhir-hours');
  if (!query) throw new Error('no query is called fhir-hours');
  const token = await tokenOf(azure);
  const cpu = process.cpuUsage();
  const response = await fetch(`${azure.armUrl}/v1/workspaces/${workspace}/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'cache-control': 'no-cache' },
    body: JSON.stringify({ query: bounded(query, hour, nextHour).kql, timespan: `${hour}/${nextHour}` }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  const { user, system } = process.cpuUsage(cpu);
  return { text, cpu: (user + system) / 1e6 };
}

async function tokenOf({ simulation }: Azure): Promise<string> {
  const resource = 'https://api.loganalytics.io';
  return (await simulation.tokens.issue({ oid: principal, resource, expiresInSeconds: 86_400 })).token;
}

async function collectWork(azure: Azure): Promise<CollectWork> {
  return { mode: 'collect', armUrl: azure.armUrl, token: await tokenOf(azure), workspace, from: hour, now };
}

async function work(asked: Work, certificate: string): Promise<Done> {
  const child = fork(join(import.meta.dirname, 'access-work.ts'), {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
    execArgv: ['--expose-gc', '--max-old-space-size=12288'],
    serialization: 'advanced',
  });
  child.send(asked);
  return new Promise((resolve, reject) => {
    child.on('message', (done: Done) => resolve(done));
    child.on('exit', (code) => code !== 0 && reject(new Error(`the process ended with ${code}`)));
  });
}

async function writeRows(file: string, rows: Iterable<unknown>): Promise<void> {
  const out = createWriteStream(file);
  for (const row of rows) if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

const seconds = (value: number): string => `${value.toFixed(2)} s cpu`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
