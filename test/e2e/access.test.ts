import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/model/index.ts';
import { answers, expected, seen } from '../../tools/access/answers.ts';
import { callers } from '../../tools/access/callers.ts';
import { grantAuditor } from '../../tools/access/grant-auditor.ts';
import { httpFunctions } from '../../tools/access/http-functions.ts';
import { decisions } from '../../tools/access/own-work.ts';
import type { App } from './support/app.ts';
import { useApp } from './support/setup.ts';

const it = useApp();
const targets = await httpFunctions();

async function everyone(app: App) {
  const { baseUrl, simUrl } = app.connection;
  const issue = app.azure.userToken.bind(app.azure);
  const auditor = await grantAuditor({ issue, baseUrl, now: new Date() });
  return { auditor, callers: await callers({ issue, authority: new URL(simUrl).origin, auditor }) };
}

async function audited(app: App): Promise<readonly AuditEntry[]> {
  return app.list<AuditEntry>('/api/audit?since=2000-01-01', 'entries');
}

describe('every endpoint', () => {
  test('answers everyone as their roles say, and nobody whose token is not in order', async () => {
    const { app } = it;
    const { callers } = await everyone(app);
    const given = await answers(targets, callers, app.connection.baseUrl, app.keepsToItsContract);
    expect(given).toHaveLength(targets.length * callers.length);
    const wrong = given.filter(({ target, caller, status }) => expected(target, caller) !== seen(status));
    expect(
      wrong.map(({ target, caller, status }) => `${target.name} answered ${caller.name} ${status}`),
    ).toEqual([]);
  });
});

describe('what takes two people', () => {
  test('is not decided by one, nor by an application that has their roles; by another it is', async () => {
    const { app } = it;
    const { baseUrl } = app.connection;
    const issue = app.azure.userToken.bind(app.azure);
    const before = (await audited(app)).length;
    const given = await decisions({ issue, baseUrl, now: new Date(), observe: app.keepsToItsContract });
    expect(given.filter(({ status, expected }) => status !== expected)).toEqual([]);
    const refused = given.filter(({ expected }) => expected === 403);
    expect(refused.length).toBeGreaterThan(8);
    // Each that was refused is in the audit.
    const entries = (await audited(app)).slice(before);
    expect(entries.filter(({ status }) => status === 403)).toHaveLength(refused.length);
  });
});

describe('the audit', () => {
  test('has changes, refusals and what Auditors read, by ids alone', async () => {
    const { app } = it;
    const { auditor, callers } = await everyone(app);
    const asAuditor = callers.find(({ name }) => name === 'Auditor');
    const asReader = callers.find(({ name }) => name === 'Reader');
    const before = (await audited(app)).length;
    await app.call('GET', '/api/controls', asAuditor?.token);
    await app.call('GET', '/api/controls', asReader?.token);
    await app.call('POST', '/api/auditor-grants', asReader?.token, { body: {} });
    // A list of several pages has its own first page in it.
    expect((await audited(app)).slice(before, before + 3)).toMatchObject([
      { action: 'audit', kind: 'export', outcome: 'done' },
      { action: 'controls', kind: 'read', outcome: 'done', who: { objectId: auditor } },
      { action: 'auditor-grants-add', kind: 'change', outcome: 'refused', status: 403 },
    ]);
  });
});

describe('health', () => {
  test('says to anyone that the app is alive, and how it is to those who look after it', async () => {
    const { app } = it;
    const { callers } = await everyone(app);
    for (const { roles, token, headers } of callers) {
      const response = await app.call('GET', '/api/health', token, { ...(headers && { headers }) });
      expect(response.status).toBe(200);
      const body = (await response.json()) as object;
      if (roles.includes('Reader') || roles.includes('Operator')) expect(body).toHaveProperty('queue');
      else expect(body).toEqual({ status: 'alive' });
    }
  });
});

describe('access as Auditor', () => {
  test('ends when it is revoked', async () => {
    const { app } = it;
    const { auditor, callers } = await everyone(app);
    const token = callers.find(({ name }) => name === 'Auditor')?.token;
    const operator = callers.find(({ name }) => name === 'Operator')?.token;
    expect((await app.call('GET', '/api/controls', token)).status).toBe(200);
    const listed = await app.get('/api/auditor-grants');
    const { grants } = (await listed.json()) as { grants: { id: string; objectId: string }[] };
    for (const { id } of grants.filter(({ objectId }) => objectId === auditor)) {
      const path = `/api/auditor-grants/${auditor}/${id}`;
      expect([204, 404]).toContain((await app.call('DELETE', path, operator)).status);
      expect((await app.call('DELETE', path, operator)).status).toBe(404);
    }
    const refused = await app.call('GET', '/api/controls', token);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      detail: 'Your access as Auditor is not in force. An Operator grants it: POST /api/auditor-grants.',
    });
  });
});
