import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { RecordVersion } from '../../src/model/record.ts';
import type { ControlRecord, Notice } from '../../src/records/index.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ messageLease: 120 });
const tls = 'storage-requires-tls-1-2';
const day = 86_400_000;
const people = {
  responder: { oid: '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61', roles: ['Responder'] },
  approver: { oid: '1b7e3a25-8d4c-4f96-8e21-6a9c3d8f5b72', roles: ['ExemptionApprover'] },
  officer: { oid: '2c8f4b36-9e5d-4a07-9f32-7b0d4e9a6c83', roles: ['PrivacyOfficer'] },
};

/** Calls as one of them; the answer must have this status. */
async function as(who: keyof typeof people, method: string, path: string, body: unknown, status: number) {
  const token = await it.app.azure.userToken(people[who]);
  const response = await it.app.call(method, path, token, body === undefined ? {} : { body });
  const text = await response.text();
  expect(`${response.status} ${text}`).toMatch(new RegExp(`^${status} `));
  return text === '' ? undefined : (JSON.parse(text) as RecordVersion<unknown>);
}

async function get<T>(path: string): Promise<T> {
  const response = await it.app.get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** What people were told of a record: the notice, and after how many days since `start` it was due and was given. */
async function told(id: string, start: number) {
  const since = encodeURIComponent(new Date(start).toISOString());
  const { notices } = await get<{ notices: RecordVersion<Notice>[] }>(`/api/notices?since=${since}`);
  return notices.flatMap(({ value, recordedAt }) => {
    if (!('about' in value) || value.about.id !== id) return [];
    const days = (time: string) => Math.floor((Date.parse(time) - start) / day);
    const what = value.kind === 'expires-soon' ? `${value.days} days ahead` : value.kind;
    return [{ what, due: days(value.at), given: days(recordedAt) }];
  });
}

const onTheirDays = (...all: readonly (readonly [string, number])[]) =>
  all.map(([what, on]) => ({ what, due: on, given: on }));

describe.skipIf(given)('what people have put on record ends', () => {
  test('an exemption and an agreement are warned of on their days, and then drift', async () => {
    const { app, world } = it;
    const id = await app.copyOf(imagingArchiveId);
    await drain(it);
    await app.changed({ method: 'PATCH', id, body: { properties: { minimumTlsVersion: 'TLS1_0' } } });
    await app.reaches(id, tls, 'NonCompliant');
    await drain(it);

    // Some minutes past the start, so that what is due after whole days is due within the day.
    const start = world.now();
    const after = (days: number) => new Date(start + days * day + 60_000).toISOString();
    const request = {
      scope: id,
      policies: [tls],
      category: 'Waiver',
      owner: people.responder.oid,
      reason: 'the scanner in radiology is replaced in the spring',
      ticket: 'CHG-2041',
      expiresAt: after(40),
    };
    const never = { ...request, policies: ['storage-requires-secure-transfer'] };
    await as('responder', 'POST', '/api/exemptions', never, 400);
    const exemption = (await as('responder', 'POST', '/api/exemptions', request, 201))?.id ?? '';
    const approval = `/api/exemptions/${subscriptionId}/${exemption}/approval`;
    await as('responder', 'POST', approval, undefined, 403);
    await as('approver', 'POST', approval, undefined, 200);
    await app.reaches(id, tls, 'Exempt');
    const agreement = {
      counterparty: { kind: 'microsoft', name: 'Microsoft Corporation', cloud: 'AzureCloud' },
      direction: 'downstream',
      agent: false,
      noticeDays: 30,
      subcontractors: { allowed: true, names: [] },
      validFrom: after(-1),
      expiresAt: after(100),
      scopeComparedAt: after(-1),
      document: 'https://contracts.example.org/microsoft-baa',
    };
    const baa = (await as('officer', 'POST', '/api/agreements', agreement, 201))?.id ?? '';

    const reach = async (days: number, said: () => Promise<boolean>) => {
      world.moveTime(start + days * day - 3_600_000 - world.now());
      await app.run('every-hour');
      world.moveTime(start + days * day + 600_000 - world.now());
      await until(`what is due on day ${days}`, async () => {
        await app.run('every-hour');
        return (await said()) || undefined;
      });
    };
    const saidOf = (record: string, what: string) => async () =>
      (await told(record, start)).some((each) => each.what === what);
    await until('the exemption to be told of', async () => {
      await app.run('every-hour');
      return (await saidOf(exemption, 'began')()) || undefined;
    });
    await reach(10, saidOf(exemption, '30 days ahead'));
    await until('the agreement to be warned of', async () =>
      (await saidOf(baa, '90 days ahead')()) ? true : undefined,
    );
    await reach(25, saidOf(exemption, '15 days ahead'));
    await reach(39, saidOf(exemption, '1 days ahead'));
    expect(await app.state(id, tls)).toBe('Exempt');
    await reach(40, saidOf(exemption, 'expired'));
    await app.reaches(id, tls, 'NonCompliant');
    const drifts = (await app.drifts(id)).filter(({ policy }) => policy === tls);
    expect(drifts.slice(-2)).toMatchObject([
      { from: 'NonCompliant', to: 'Exempt', cause: 'exemption', exemption },
      { from: 'Exempt', to: 'NonCompliant', cause: 'exemption', exemption },
    ]);
    await reach(40, saidOf(baa, '60 days ahead'));
    await reach(70, saidOf(baa, '30 days ahead'));

    const control = async () => {
      const path = `/api/controls/${encodeURIComponent('164.310(a)(1)')}/drifts`;
      return (await get<{ drifts: RecordVersion<ControlRecord>[] }>(path)).drifts.map(({ value }) => value);
    };
    expect((await control()).at(-1)?.proofs.inherited).not.toBe('failed');
    await reach(100, async () => (await control()).at(-1)?.to === 'findings-open');
    expect((await control()).at(-1)).toMatchObject({
      from: 'unknown',
      to: 'findings-open',
      cause: expect.arrayContaining(['inherited']) as unknown,
      proofs: { inherited: 'failed' },
    });

    expect(await told(exemption, start)).toEqual(
      onTheirDays(
        ['began', 0],
        ['30 days ahead', 10],
        ['15 days ahead', 25],
        ['1 days ahead', 39],
        ['expired', 40],
      ),
    );
    expect(await told(baa, start)).toEqual(
      onTheirDays(['90 days ahead', 10], ['60 days ahead', 40], ['30 days ahead', 70], ['expired', 100]),
    );
  });
});
