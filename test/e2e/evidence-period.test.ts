import { readFileSync } from 'node:fs';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PopulationView } from '../../src/evidence/populations/index.ts';
import { sha256 } from '../../src/evidence/model/index.ts';
import { parseKeys, verifyPackage } from '../../src/evidence/package/index.ts';
import type { PracticesReport } from '../../src/evidence/practices/index.ts';
import type { PeriodSnapshot } from '../../src/evidence/snapshot/index.ts';
import { readerOf } from '../evidence/support/package-of.ts';
import { administrator } from './support/azure.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ evidence: true, channels: true });
const officer = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f31';
const auditor = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f32';
const minute = 60_000;
/** Runs that come later change nothing of it. */
const period = { from: '', to: '', asKnownAt: '' };

async function get(path: string, more: Record<string, string> = {}, role = 'PrivacyOfficer') {
  const token = await it.app.azure.userToken({ oid: role === 'Auditor' ? auditor : officer, roles: [role] });
  return it.app.call('GET', path, token, { headers: more });
}

const asked = (more: Record<string, string> = {}) => new URLSearchParams({ ...period, ...more }).toString();

async function practices() {
  const tomorrow = new Date(it.world.now() + 24 * 60 * minute).toISOString().slice(0, 10);
  const answer = await get(`/api/evidence/recognized-security-practices?to=${tomorrow}`);
  return (await answer.json()) as PracticesReport;
}

beforeAll(async () => {
  if (given) return;
  const { app, world } = it;
  period.from = new Date(world.now() - 24 * 60 * minute).toISOString();
  const token = await app.azure.userToken({ oid: officer, roles: ['Operator'] });
  expect((await app.call('POST', '/api/scans', token)).status).toBe(202);
  await drain(it);
  const { simulation } = world.azure;
  const { length } = simulation.changes;
  simulation.change({
    method: 'PATCH',
    id: imagingArchiveId,
    body: { properties: { supportsHttpsTrafficOnly: false } },
    actor: administrator,
  });
  await app.tell(simulation.changes.slice(length));
  await drain(it);
  world.moveTime(2 * 60 * minute);
  await app.run('every-hour');
  const tick = async () => {
    world.moveTime(10 * minute);
    await app.run('ledger');
  };
  await until('the posture of the day', async () => {
    await tick();
    return (await practices()).onRecord === 1 ? true : undefined;
  });
  period.asKnownAt = new Date(world.now()).toISOString();
  period.to = period.asKnownAt;
  await until('the ledger', async () => {
    await tick();
    const answer = await get(`/api/evidence/populations?${asked()}`);
    const { ledger } = (await answer.json()) as { ledger?: { knownUntil?: string } };
    return ledger?.knownUntil === period.asKnownAt ? true : undefined;
  });
});

describe.skipIf(given)('the period of an auditor', () => {
  test('is rebuilt as it was, and served with its ETag, in parts, and as a signed package', async () => {
    const answer = await get(`/api/evidence/snapshot?${asked()}`);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    const snapshot = JSON.parse(text) as PeriodSnapshot;
    expect(snapshot.states.length).toBeGreaterThan(100);
    expect(snapshot.drifts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          resourceId: imagingArchiveId,
          policy: 'storage-requires-secure-transfer',
          cause: 'resource',
          to: 'NonCompliant',
        }),
      ]),
    );
    expect(snapshot.safeguards?.safeguards.length).toBeGreaterThan(90);
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toBe(`"${sha256(text)}"`);
    const again = await get(`/api/evidence/snapshot?${asked()}`, { 'if-none-match': etag });
    expect([again.status, again.headers.get('etag'), (await again.text()).length]).toEqual([304, etag, 0]);
    const part = await get(`/api/evidence/snapshot?${asked()}`, { range: 'bytes=10-19', 'if-range': etag });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes 10-19/${Buffer.byteLength(text)}`,
      text.slice(10, 20),
    ]);
    const beyond = await get(`/api/evidence/snapshot?${asked()}`, { range: `bytes=${text.length * 2}-` });
    expect(beyond.status).toBe(416);

    const zip = Buffer.from(
      await (
        await get(`/api/evidence/snapshot?${asked({ format: 'zip', controls: '164.312(e)(1)' })}`)
      ).arrayBuffer(),
    );
    const keys = parseKeys(readFileSync(it.world.evidence?.key.publicFile ?? '', 'utf8'));
    expect(await verifyPackage(readerOf(zip), { keys })).toMatchObject({ ok: true });
  });

  test('has its populations, of which anybody draws the same sample', async () => {
    const { populations, missing } = (await (await get(`/api/evidence/populations?${asked()}`)).json()) as {
      populations: PopulationView[];
      missing: { name: string }[];
    };
    expect(missing.map(({ name }) => name)).toEqual(['joiners', 'leavers']);
    const byName = new Map(populations.map((each) => [each.name, each]));
    expect([...byName.keys()]).toEqual(
      expect.arrayContaining(['changes', 'phi-resources', 'privileged', 'settings']),
    );
    expect(byName.get('changes')?.count).toBeGreaterThan(0);
    expect(byName.get('changes')?.independent).toBeDefined();
    expect(byName.get('phi-resources')?.count).toBeGreaterThan(5);
    expect(byName.get('privileged')?.count).toBeGreaterThan(0);
    for (const { independent, unreconciled } of populations)
      expect(independent ?? unreconciled).toBeDefined();
    const drawn = async () =>
      (await (
        await get(`/api/evidence/populations/phi-resources/sample?${asked({ n: '3', seed: 's' })}`)
      ).json()) as {
        ids: string[];
        short: boolean;
      };
    const sample = await drawn();
    expect(sample).toMatchObject({ short: false });
    expect(sample.ids).toHaveLength(3);
    expect(await drawn()).toEqual(sample);
  });

  test('is refused with the field that is wrong, and a name that is none is not found', async () => {
    for (const [query, field] of [
      [{ from: period.to, to: period.from }, 'to'],
      [{ ...period, controls: '164.999' }, 'controls'],
      [{ ...period, asKnownAt: 'yesterday' }, 'asKnownAt'],
      [{ ...period, format: 'pdf' }, 'format'],
      [{ to: period.to }, 'from'],
    ] as const) {
      const answer = await get(`/api/evidence/snapshot?${new URLSearchParams(query).toString()}`);
      expect([answer.status, ((await answer.json()) as { field: string }).field]).toEqual([400, field]);
    }
    for (const name of ['nothing', '..%2F..%2Fhealth', '%00'])
      expect((await get(`/api/evidence/populations/${name}`)).status).toBe(404);
    expect((await get('/api/evidence/populations/changes/sample?n=0&seed=s')).status).toBe(400);
    expect((await get('/api/evidence/populations/changes/sample?n=5')).status).toBe(400);
    expect((await get(`/api/evidence/snapshot?${asked()}`, {}, 'Responder')).status).toBe(403);
    expect((await get(`/api/evidence/snapshot?${asked()}`, {}, 'Auditor')).status).toBe(403);
  });

  test('begins the report on recognized security practices', async () => {
    const report = await practices();
    expect(report).toMatchObject({ onRecord: 1, days: 365 });
  });
});
