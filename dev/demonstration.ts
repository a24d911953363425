import { setTimeout as wait } from 'node:timers/promises';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { createProgress } from '../cli/progress.ts';
import type { Drift } from '../src/model/index.ts';
import type { ScanView } from '../src/monitoring/full-scan/index.ts';
import type { Client } from './console/client.ts';
import { driftView } from './console/drift-view.ts';
import { duration, eventLine } from './console/event-line.ts';
import { overview, scanProgress } from './console/overview.ts';
import { remediate } from './console/remediate.ts';
import { administrator } from './people.ts';
import type { World } from './world.ts';

/** Has every resource evaluated for the first time. @returns what was found, for a person to read */
export async function firstLook(client: Client, records: number): Promise<string> {
  const since = new Date().toISOString();
  await client.run('full-scan');
  const scan = await finished(client);
  const took = duration(since, new Date().toISOString());
  const [controls, drifts] = [await client.controls(), await client.drifts(since)];
  return overview({ records, scan, took, controls, drifts });
}

async function finished(client: Client): Promise<ScanView> {
  const progress = createProgress(process.stdout);
  for (;;) {
    await wait(200);
    const [scan] = await client.scans();
    if (!scan) continue;
    progress.show(scanProgress(scan));
    if (scan.status !== 'finished') continue;
    progress.end();
    return scan;
  }
}

/** Someone turns off secure transfer on the account that holds the imaging archive. */
export async function scriptedChange(
  { azure }: World,
  client: Client,
  print: (text: string) => void,
): Promise<Drift> {
  const since = new Date().toISOString();
  const name = imagingArchiveId.split('/').at(-1) ?? '';
  print(
    eventLine(since, 'CHANGE', [
      `An administrator turns off secure transfer on ${name}, the imaging archive.`,
    ]),
  );
  azure.simulation.change({
    method: 'PATCH',
    id: imagingArchiveId,
    body: { properties: { supportsHttpsTrafficOnly: false } },
    actor: { oid: administrator, type: 'User' },
  });
  let drift: Drift | undefined;
  for (; !drift; await wait(100)) [drift] = await client.drifts(since);
  print(driftView(drift));
  return drift;
}

/** Waits until every channel has had a message of the change. */
export async function notified({ sinks }: World, print: (text: string) => void): Promise<void> {
  const name = imagingArchiveId.split('/').at(-1) ?? '';
  const reached = () =>
    new Set(sinks.arrived.flatMap(({ sink, body }) => (body.includes(name) ? [sink] : [])));
  while (reached().size < 3) await wait(100);
  const what = 'a card in Teams, an e-mail, a signed message to a pager (receivers are simulated)';
  print(eventLine(new Date().toISOString(), 'NOTIFIED', [what]));
}

/** One requests a remediation, another approves the plan: phiwatch sets it, reads it back and evaluates it again. */
export async function scriptedAnswer(
  client: Client,
  { id, eventTime, recordedAt }: Drift,
  print: (text: string) => void,
): Promise<void> {
  const { applied, closure, closedAt = new Date().toISOString() } = await remediate(client, id);
  const set = applied?.changes.map(
    ({ path, before, after }) => `${path}: ${String(before)} -> ${String(after)}`,
  );
  print(
    eventLine(closedAt, 'FIXED', [
      set?.join(', ') ?? 'nothing was set',
      'requested by a Responder, approved by a RemediationApprover: nobody approves their own request or change',
      `written to Azure, read back and evaluated again; closed as ${closure}, ${duration(eventTime ?? recordedAt, closedAt)} after the change`,
    ]),
  );
}
