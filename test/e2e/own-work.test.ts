import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { imagingArchiveId, subscriptionId } from '../../local/estate/index.ts';
import { useApp } from './support/setup.ts';

const it = useApp();
const day = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();
const everything = ['Responder', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'];

async function call(
  who: { readonly oid: string; readonly kind?: 'application' },
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const token = await it.app.azure.userToken({ ...who, roles: everything });
  const response = await it.app.call(method, path, token, body === undefined ? {} : { body });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

/** Everybody here holds every role that approves: what is refused is refused because of whose work it is. */
describe('nobody decides on their own work', () => {
  const [asker, owner, other] = [randomUUID(), randomUUID(), randomUUID()];
  const request = {
    scope: imagingArchiveId,
    policies: ['storage-requires-tls-1-2'],
    reason: 'a modality that speaks nothing newer is replaced',
    owner,
    ticket: 'CHG-4711',
    category: 'Waiver',
    expiresAt: inDays(30),
  };

  test('an exemption is approved neither by who asked for it, nor by who answers for it, nor by an application', async () => {
    const asked = await call({ oid: asker }, 'POST', '/api/exemptions', request);
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    const approval = `/api/exemptions/${subscriptionId}/${String(asked.body['id'])}/approval`;
    for (const oid of [asker, owner])
      expect(await call({ oid }, 'POST', approval)).toMatchObject({
        status: 403,
        body: { title: 'nobody decides on their own work' },
      });
    expect(await call({ oid: other, kind: 'application' }, 'POST', approval)).toMatchObject({
      status: 403,
      body: { title: 'this takes a person' },
    });
    expect(await call({ oid: other }, 'POST', approval)).toMatchObject({ status: 200 });
    // Done once, it is not done again.
    expect((await call({ oid: other }, 'POST', approval)).status).toBe(409);
  });

  test('nobody grants themselves access as Auditor', async () => {
    const grant = (objectId: string) => ({
      objectId,
      startsAt: inDays(0),
      endsAt: inDays(5),
      reference: 'AUD-17',
    });
    expect((await call({ oid: asker }, 'POST', '/api/auditor-grants', grant(asker))).status).toBe(403);
    expect((await call({ oid: asker }, 'POST', '/api/auditor-grants', grant(other))).status).toBe(201);
  });

  test('asking for the controls of an organization that does not exist names the parameter', async () => {
    expect(await call({ oid: asker }, 'GET', '/api/controls?organisation=nowhere')).toMatchObject({
      status: 400,
      body: { field: 'organisation' },
    });
  });
});
