import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { TabletopView } from '../../src/drills/tabletops/index.ts';
import type { AuditEntry } from '../../src/model/index.ts';
import { useApp } from './support/setup.ts';

const it = useApp();
const hour = 3_600_000;
const [ada, ben, cleo, dora] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const path = '/api/drills/tabletops';

async function call(
  oid: string,
  method: string,
  address: string,
  body?: unknown,
  roles: string[] = ['Responder'],
  kind: 'user' | 'application' = 'user',
) {
  const token = await it.app.azure.userToken({ oid, roles, kind });
  const response = await it.app.call(method, address, token, body === undefined ? {} : { body });
  return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> };
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
const exercise = (more: Record<string, unknown> = {}) => ({
  exercise: 'emergency-access',
  scenario: 'the sign-in of the directory fails while a ward needs a chart',
  startedAt: hoursAgo(30),
  endedAt: hoursAgo(28),
  participants: [ada, ben, cleo].map((person) => ({ person, role: 'on call' })),
  checklist: [{ item: 'the sealed account was used', outcome: 'done' }],
  lessons: 'the envelope was in a room that is locked at night',
  evidence: 'https://evidence.example.org/tabletop',
  findings: [{ title: 'a second envelope', owner: ben, dueAt: hoursAgo(-240) }],
  ...more,
});

async function listed(id: string): Promise<TabletopView | undefined> {
  const all = await it.app.list<TabletopView>(path, 'tabletops');
  return all.find((each) => each.id === id);
}

describe('a tabletop exercise', () => {
  test('is a proof once two who took part have confirmed it, and none once it is withdrawn; each step is in the audit', async () => {
    const recorded = await call(ada, 'POST', path, exercise());
    expect(recorded).toMatchObject({
      status: 201,
      body: { version: 1, value: { facilitator: ada, status: 'recorded', confirmations: [] } },
    });
    const id = String(recorded.body['id']);
    const confirm = `${path}/${id}/confirmation`;
    const withdraw = `${path}/${id}/withdrawal`;

    expect((await call(ada, 'POST', confirm)).status).toBe(403);
    expect((await call(dora, 'POST', confirm)).status).toBe(403);
    expect((await call(ben, 'POST', confirm, undefined, ['Responder'], 'application')).status).toBe(403);
    // Whatever phiwatch lets them do besides.
    expect((await call(ben, 'POST', confirm, undefined, ['RemediationApprover'])).status).toBe(200);
    expect((await call(ben, 'POST', confirm)).status).toBe(409);
    expect(await listed(id)).not.toHaveProperty('standing');
    expect((await call(cleo, 'POST', confirm)).status).toBe(200);
    expect(await listed(id)).toMatchObject({
      standing: 'current',
      controls: ['164.312(a)(2)(ii)'],
      value: { confirmations: [{ by: ben }, { by: cleo }] },
    });

    const why = 'the day is wrong';
    expect((await call(dora, 'POST', withdraw, { why })).status).toBe(403);
    expect(await call(dora, 'POST', withdraw, {}, ['Operator'])).toMatchObject({
      status: 400,
      body: { field: 'why' },
    });
    expect((await call(dora, 'POST', withdraw, { why }, ['Operator'])).status).toBe(200);
    expect((await call(ada, 'POST', withdraw, { why })).status).toBe(409);
    const withdrawn = await listed(id);
    expect(withdrawn).toMatchObject({ version: 4, value: { status: 'withdrawn', withdrawal: { by: dora } } });
    expect(withdrawn).not.toHaveProperty('standing');

    const entries = await it.app.list<AuditEntry>('/api/audit?since=2000-01-01', 'entries');
    const changes = entries.filter(({ subject }) => subject === id);
    expect(changes.map(({ action, status }) => `${action} ${status}`)).toEqual([
      'tabletops-add 201',
      'tabletops-confirm 403',
      'tabletops-confirm 403',
      'tabletops-confirm 403',
      'tabletops-confirm 200',
      'tabletops-confirm 409',
      'tabletops-confirm 200',
      'tabletops-withdraw 403',
      'tabletops-withdraw 400',
      'tabletops-withdraw 200',
      'tabletops-withdraw 409',
    ]);
  });

  test('is refused by the name of the field, and by who asks', async () => {
    const phi = exercise({ checklist: [{ item: 'MRN 3381 was read', outcome: 'done' }] });
    expect(await call(ada, 'POST', path, phi)).toMatchObject({
      status: 400,
      body: { field: 'checklist.0.item', detail: expect.stringContaining('no PHI') },
    });
    const unsaid = exercise({ checklist: [{ item: 'the list was called', outcome: 'not-done' }] });
    expect(await call(ada, 'POST', path, unsaid)).toMatchObject({
      status: 400,
      body: { field: 'checklist.0.why' },
    });
    expect((await call(ada, 'POST', path, exercise(), ['Reader'])).status).toBe(403);
    expect((await call(ada, 'POST', path, exercise(), ['Responder'], 'application')).status).toBe(403);
    expect((await call(ada, 'POST', `${path}/none/confirmation`)).status).toBe(404);
    expect((await call(ada, 'GET', path, undefined, ['Reader'])).status).toBe(200);
  });
});
