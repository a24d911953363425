import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { TableClient, TableServiceClient } from '@azure/data-tables';
import { guid } from '@phiwatch/sample-hospital';
import { afterAll, describe, expect, test } from 'vitest';
import type { KeptAnomaly } from '../../src/phi-access/model/index.ts';
import { given } from './support/connection.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const officer = '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61';
const deputy = '0b6d2f14-7c3b-4e85-9d10-5f8b2c7e4a62';
/** Two who export, one of whom reads the channel of the Privacy Officer's deputy. */
const exporter = '0c6d2f14-7c3b-4e85-9d10-5f8b2c7e4a63';

/** Made up, and unlike anything else: where one of them shows, PHI has left. */
const marks = { name: 'quillfeather', patient: 'pt-quillfeather-77', born: '1931-04-17' };
const hashOf = createHash('sha256').update(marks.patient).digest('hex');

const hour = 3_600_000;
const now = Date.now();
const fhir =
  '/subscriptions/s/resourcegroups/clinic/providers/microsoft.healthcareapis/workspaces/w/fhirservices/f';

function row(ago: number, principal: string, operation: string, uri: string) {
  return {
    TimeGenerated: new Date(now - ago).toISOString(),
    CallerIdentityObjectId: principal,
    CallerIPAddress: '10.0.0.7',
    OperationName: operation,
    RequestUri: `https://f.fhir.azurehealthcareapis.com/${uri}`,
    ResultType: 'Succeeded',
    StatusCode: 200,
    _ResourceId: fhir,
  };
}

const rows = [
  row(3 * hour, exporter, 'read', `Patient/${marks.patient}`),
  row(3 * hour, exporter, 'search-type', `Patient?family=${marks.name}&birthdate=${marks.born}`),
  row(2 * hour, exporter, 'export', '$export'),
  row(2 * hour, deputy, 'export', '$export'),
];
writeFileSync(
  join(folder, 'MicrosoftHealthcareApisAuditLogs.jsonl'),
  rows.map((each) => `${JSON.stringify(each)}\n`).join(''),
);
const directory = join(folder, 'directory.json');
const principals = [exporter, deputy].map((id) => ({ id, kind: 'human', displayName: 'Mira Quillfeather' }));
writeFileSync(directory, JSON.stringify({ principals, vipPatients: [hashOf] }));

const it = useWorld({
  channels: true,
  logs: folder,
  settings: {
    LOG_WORKSPACES: guid('workspace'),
    ACCESS_DIRECTORY: directory,
    PATIENT_HASH_KEY: 'a key for tests, which is long enough',
    PRIVACY_CHANNELS: `mail=${officer},pager=${deputy}`,
  },
});

async function as(oid: string, method: string, path: string, body?: unknown): Promise<Response> {
  const token = await it.app.azure.userToken({ oid, roles: ['PrivacyOfficer'] });
  return it.app.call(method, path, token, body === undefined ? {} : { body });
}

const since = new Date(now - 24 * hour).toISOString();

async function anomaliesFor(oid: string): Promise<readonly KeptAnomaly[]> {
  const response = await as(oid, 'GET', `/api/anomalies?since=${since}`);
  return ((await response.json()) as { anomalies: KeptAnomaly[] }).anomalies;
}

describe.skipIf(given)('an access to PHI that is not usual', () => {
  test('reaches the Privacy Officer and nobody whom it concerns, without PHI', async () => {
    const { app, world } = it;
    // The first call makes the tables.
    await app.health();
    await app.run('access-review');
    await until(
      'the statistics',
      async () => (await watermarks()).includes('access~007cevaluated~007call') || undefined,
    );
    const [first, second] = await until('two anomalies', async () => {
      const found = await anomaliesFor(officer);
      return found.length >= 2 ? found.toSorted((one) => (one.principal === exporter ? -1 : 1)) : undefined;
    });
    expect(first).toMatchObject({ principal: exporter, kinds: ['export'], severity: 'critical' });
    expect(second).toMatchObject({ principal: deputy, kinds: ['export'] });
    expect((await anomaliesFor(deputy)).map(({ principal }) => principal)).toEqual([exporter]);

    const said = (sink: string, about: string): number =>
      world.sinks.arrived.filter((each) => each.sink === sink && each.body.includes(about)).length;
    await until('the mails', () =>
      said('mail', exporter) > 0 && said('mail', deputy) > 0 && said('webhook', exporter) > 0
        ? true
        : undefined,
    );
    expect(said('teams', exporter) + said('teams', deputy)).toBe(0);
    expect(said('webhook', deputy)).toBe(0);

    const verdict = `/api/anomalies/${second?.id}/verdict`;
    expect((await as(deputy, 'POST', verdict, { verdict: 'needs-inquiry' })).status).toBe(404);
    expect((await as(officer, 'POST', verdict, { verdict: 'explained' })).status).toBe(400);
    expect((await as(officer, 'POST', verdict, { verdict: 'needs-inquiry' })).status).toBe(200);
    const precision = await as(officer, 'GET', '/api/anomalies/precision');
    expect(await precision.json()).toMatchObject({ needsInquiry: 1, precision: 1 });

    // Again: nothing is found or told twice.
    const told = world.sinks.arrived.length;
    const evaluated = await watermarks();
    await app.run('access-review');
    await until('the next run', async () => ((await watermarks()) === evaluated ? undefined : true));
    expect(await anomaliesFor(officer)).toHaveLength(2);
    expect(world.sinks.arrived).toHaveLength(told);

    const kept = await everythingKept();
    // The profiles are among it.
    expect(kept).toContain('search-type');
    const everything = [
      kept,
      JSON.stringify(world.sinks.arrived),
      world.output(),
      JSON.stringify(await anomaliesFor(officer)),
    ];
    for (const text of everything)
      for (const mark of [...Object.values(marks), hashOf]) expect(text.toLowerCase()).not.toContain(mark);
  });
});

function tables(): string {
  return it.app.connection.storage;
}

async function watermarks(): Promise<string> {
  const found: unknown[] = [];
  for await (const row of TableClient.fromConnectionString(tables(), 'Watermarks').listEntities())
    found.push(row);
  return JSON.stringify(found);
}

/** Every row of every table, what is packed unpacked. */
async function everythingKept(): Promise<string> {
  const kept: unknown[] = [];
  for await (const { name = '' } of TableServiceClient.fromConnectionString(tables()).listTables())
    for await (const each of TableClient.fromConnectionString(tables(), name).listEntities()) {
      const { packed0, ...rest } = each;
      kept.push(packed0 instanceof Uint8Array ? [rest, brotliDecompressSync(packed0).toString()] : rest);
    }
  return JSON.stringify(kept);
}
