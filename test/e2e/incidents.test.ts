import { randomUUID } from 'node:crypto';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { IncidentView } from '../../src/assurance/incidents/index.ts';
import type { AuditEntry } from '../../src/model/index.ts';
import { useApp } from './support/setup.ts';

const it = useApp();
const day = 86_400_000;
const [ada, ben, cleo] = [randomUUID(), randomUUID(), randomUUID()];

async function call(oid: string, method: string, path: string, body?: unknown, roles = ['PrivacyOfficer']) {
  const token = await it.app.azure.userToken({ oid, roles });
  const response = await it.app.call(method, path, token, body === undefined ? {} : { body });
  return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> };
}

const daysAgo = (days: number) => new Date(Date.now() - days * day).toISOString();
const report = (more: Record<string, unknown> = {}) => ({
  source: { kind: 'report', knownAt: daysAgo(3) },
  what: 'a copy of the archive went to a folder that others can read',
  systems: ['imaging archive'],
  resources: [imagingArchiveId],
  timeZone: 'America/Chicago',
  capacity: 'covered-entity',
  subjects: [cleo],
  ...more,
});

describe('an incident', () => {
  test('goes from a report to its notices, each step in the audit; to who did it there is none', async () => {
    const opened = await call(ben, 'POST', '/api/incidents', report(), ['Responder']);
    expect(opened.status).toBe(201);
    const path = `/api/incidents/${String(opened.body['id'])}`;
    const shown = async (oid: string) => (await call(oid, 'GET', path)).body as unknown as IncidentView;

    // Who opens one does not come to read it by that.
    expect((await call(ben, 'GET', path, undefined, ['Responder'])).status).toBe(403);
    expect((await call(cleo, 'GET', path)).status).toBe(404);
    const listed = async (oid: string) =>
      ((await call(oid, 'GET', '/api/incidents')).body['incidents'] as IncidentView[]).filter(
        ({ id }) => id === opened.body['id'],
      );
    expect(await listed(cleo)).toEqual([]);
    expect(await listed(ada)).toMatchObject([{ status: 'presumed' }]);

    const earlier = new Date(Date.parse(daysAgo(20))).toISOString().slice(0, 10);
    const asked = { day: earlier, why: 'the service desk had a ticket' };
    expect((await call(cleo, 'POST', `${path}/discovery`, asked)).status).toBe(404);
    expect((await call(ada, 'POST', `${path}/discovery`, asked)).status).toBe(200);
    expect((await call(ada, 'POST', `${path}/discovery/approval`, { day: earlier })).status).toBe(403);
    expect((await call(ben, 'POST', `${path}/discovery/approval`, { day: earlier })).status).toBe(200);
    const due = (await shown(ada)).due.map(({ by }) => (Date.parse(by) - Date.parse(earlier)) / day);
    expect(due).toEqual([60, 60, 60]);

    const none = { outcome: 'low-probability', why: 'nobody opened it' };
    const early = await call(ada, 'POST', `${path}/decision`, none);
    expect(early).toMatchObject({ status: 409, body: { detail: expect.stringContaining('nature') } });
    const found = { affected: { individuals: 12 }, phi: { state: 'unsecured' } };
    expect((await call(ada, 'POST', `${path}/assessment`, found)).status).toBe(200);
    const breach = { outcome: 'breach', why: 'the copy was opened' };
    expect((await call(cleo, 'POST', `${path}/decision`, breach)).status).toBe(404);
    expect((await call(ada, 'POST', `${path}/decision`, breach)).status).toBe(200);

    const letter = { sentOn: earlier, how: 'first-class mail', document: 'https://example.org/letter' };
    expect((await call(ada, 'POST', `${path}/notices`, { ...letter, to: 'individuals' })).status).toBe(200);
    expect(await shown(ada)).toMatchObject({ status: 'breach', value: { decision: { signedBy: ada } } });
    expect((await call(ada, 'POST', `${path}/notices`, { ...letter, to: 'hhs' })).status).toBe(200);
    expect(await shown(ben)).toMatchObject({ status: 'done', version: 7 });

    const entries = await it.app.list<AuditEntry>('/api/audit?since=2000-01-01', 'entries');
    const changes = entries.filter(({ subject }) => subject === opened.body['id']);
    expect(changes.map(({ action, status }) => `${action} ${status}`)).toEqual([
      'incidents-open 201',
      'incidents-discovery 404',
      'incidents-discovery 200',
      'incidents-discovery-approve 403',
      'incidents-discovery-approve 200',
      'incidents-decide 409',
      'incidents-assess 200',
      'incidents-decide 404',
      'incidents-decide 200',
      'incidents-notice 200',
      'incidents-notice 200',
    ]);
  });

  test('is not opened with what looks like PHI, nor from an anomaly that is not there', async () => {
    const phi = await call(ada, 'POST', '/api/incidents', report({ what: 'MRN 3381 was read' }));
    expect(phi).toMatchObject({
      status: 400,
      body: { field: 'what', detail: expect.stringContaining('no PHI') },
    });
    const source = { kind: 'anomaly', id: 'none' };
    const absent = await call(ada, 'POST', '/api/incidents', report({ source }));
    expect(absent).toMatchObject({ status: 400, body: { field: 'source.id' } });
  });
});

describe('the review of a quarter', () => {
  test('says that no log was read, and so is not signed', async () => {
    const path = '/api/access-reviews/2025-Q1';
    const { body } = await call(ada, 'GET', path);
    expect(body).toMatchObject({ quarter: '2025-Q1', anomalies: { total: 0 }, signed: [] });
    expect((body['logs'] as { read: string }[]).map(({ read }) => read)).toContain('never');
    const signature = {
      digest: body['digest'],
      examined: 'the counts',
      followed: 'nothing',
      met: true,
      evidence: 'https://example.org/minutes',
    };
    expect((await call(ada, 'POST', path, signature)).status).toBe(409);
    expect((await call(ada, 'GET', '/api/access-reviews/2025-Q7')).status).toBe(404);
  });
});
