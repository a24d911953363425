import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpResponseInit } from '@azure/functions';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { secured } from '../../functions/http/guard.ts';
import type { Security } from '../../functions/http/guard.ts';
import { createCallLimits, whyNotRecent } from '../../src/platform/auth/index.ts';
import type { Authentication, Caller, CallLimits } from '../../src/platform/auth/index.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { MemoryAudit, MemoryAuditorGrants } from '../platform/auth/memory.ts';
import { now, oid, tenantId } from '../platform/auth/tokens.ts';

let who: Authentication;
let audit: MemoryAudit;
let lines: string[];
let limits: CallLimits;

vi.mock('../../functions/invocation.ts', () => ({
  appAtTheDoor: () =>
    Promise.resolve({
      access: {
        authenticate: () => Promise.resolve(who),
        challenge: (why?: string) => `Bearer ${why ?? ''}`,
        whyNotRecent: (issuedAt: Date) => whyNotRecent(issuedAt, 10, now),
        audit,
        auditorGrants: new MemoryAuditorGrants(),
        limits,
      },
      tenant: { policies: { upToDate: () => Promise.resolve() } },
      ports: { clock: { now: () => now }, log: createLog((level, line) => lines.push(`${level} ${line}`)) },
    }),
}));

const as = (more: Partial<Caller>, issuedAt = now): Authentication => ({
  kind: 'accepted',
  issuedAt,
  caller: {
    objectId: oid,
    tenantId,
    appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    kind: 'user',
    roles: [],
    auditor: false,
    ...more,
  },
});
const handler = vi.fn<() => Promise<HttpResponseInit>>();

beforeEach(() => {
  who = as({ roles: ['Operator'] });
  audit = new MemoryAudit();
  lines = [];
  limits = createCallLimits({ calls: 1_000, changes: 1_000 }, () => now);
  handler.mockReset();
  handler.mockResolvedValue({ jsonBody: { made: true } });
});

async function call(security: Security, path = 'things/7?resourceId=/subscriptions/s') {
  const request = new HttpRequest({
    method: 'POST',
    url: `https://phiwatch.example/api/${path}`,
    params: path.startsWith('things/') ? { id: '7' } : {},
    headers: { 'x-ms-client-principal': 'eyJyb2xlcyI6WyJPcGVyYXRvciJdfQ==' },
  });
  const context = new InvocationContext({ functionName: 'things-change', invocationId: 'invocation-1' });
  const answer = (await secured(security, handler)(request, context)) as HttpResponseInit;
  const headers = new Headers(answer.headers);
  const body = typeof answer.body === 'string' ? (JSON.parse(answer.body) as Record<string, unknown>) : {};
  return { status: answer.status ?? 200, headers, body };
}

const change = { roles: ['Operator'], audit: 'change' } as const;
const read = { roles: ['Operator', 'Auditor'] } as const;

describe('what is for people alone', () => {
  const takesBack = { ...change, people: true } as const;

  test('is refused to an application, whatever its roles, and the refusal is in the audit', async () => {
    who = as({ roles: ['Operator'], kind: 'application' });
    const { status, body } = await call(takesBack);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      title: 'Only a person may do this',
      detail:
        'The token is that of an application: it signs nothing, and takes nothing back that people have granted.',
    });
    expect(handler).not.toHaveBeenCalled();
    expect(audit.entries).toMatchObject([{ outcome: 'refused', status: 403, reason: 'application' }]);
  });

  test('is open to a person', async () => {
    expect((await call(takesBack)).status).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });
});

describe('what approves the work of others', () => {
  const approval = { ...change, approves: true } as const;
  // Entra dates a token five minutes back, and clocks differ by up to one.
  const minutesAgo = (minutes: number, seconds = 0) =>
    new Date(now.getTime() - minutes * 60_000 - seconds * 1000);

  test('takes a new token once this one is older than the roles can be relied on', async () => {
    who = as({ roles: ['Operator'] }, minutesAgo(16, 1));
    const why = 'the token is older than 10 minutes: it takes a new one to approve';
    const { status, headers, body } = await call(approval);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe(`Bearer ${why}`);
    expect(body).toMatchObject({
      detail: 'The token is older than 10 minutes: it takes a new one to approve.',
    });
    expect(handler).not.toHaveBeenCalled();
    expect(audit.entries).toMatchObject([
      { outcome: 'refused', status: 401, reason: why, who: { objectId: oid } },
    ]);
  });

  test('is done with a token that is young enough', async () => {
    who = as({ roles: ['Operator'] }, minutesAgo(16));
    expect((await call(approval)).status).toBe(200);
  });

  test('is nothing that the roles do not allow, whatever the token', async () => {
    who = as({ roles: ['Reader'] }, minutesAgo(30));
    expect((await call(approval)).status).toBe(403);
  });

  test('asks no more of other changes', async () => {
    who = as({ roles: ['Operator'] }, minutesAgo(80));
    expect((await call(change)).status).toBe(200);
  });
});

describe('who calls too often', () => {
  beforeEach(() => {
    limits = createCallLimits({ calls: 2, changes: 1 }, () => now);
  });

  test('is told when to try again, by object id, and once in the audit', async () => {
    expect((await call(read)).status).toBe(200);
    expect((await call(read)).status).toBe(200);
    const { status, headers, body } = await call(read);
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('30');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 429, title: 'Too many calls', detail: 'Try again in 30 seconds.' });
    expect(handler).toHaveBeenCalledTimes(2);
    who = as({ roles: ['Operator'], objectId: tenantId });
    expect((await call(read)).status).toBe(200);
  });

  test('changes nothing, and fills no audit with it', async () => {
    expect((await call(change)).status).toBe(200);
    const before = audit.entries.length;
    for (let n = 0; n < 20; n += 1) expect((await call(change)).status).toBe(429);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(audit.entries.slice(before)).toMatchObject([
      {
        action: 'things-change',
        who: { objectId: oid },
        outcome: 'refused',
        status: 429,
        reason: 'too many calls',
      },
    ]);
  });

  test('is counted only once the token is accepted', async () => {
    who = { kind: 'refused', why: 'the token has expired' };
    for (let n = 0; n < 20; n += 1) expect((await call(change)).status).toBe(401);
    expect(audit.entries).toHaveLength(1);
    who = as({ roles: ['Operator'] });
    expect((await call(change)).status).toBe(200);
  });
});

describe('who is not known', () => {
  test('is told to bring a token', async () => {
    who = { kind: 'anonymous' };
    const { status, headers, body } = await call(read);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      status: 401,
      title: 'An access token of Entra ID is required',
    });
    expect(handler).not.toHaveBeenCalled();
    expect(audit.entries).toEqual([]);
  });

  test('is told why a token is not accepted', async () => {
    who = { kind: 'refused', why: 'the token has expired' };
    const { status, headers, body } = await call(read);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer the token has expired');
    expect(body).toMatchObject({ detail: 'The token has expired.' });
    expect(handler).not.toHaveBeenCalled();
  });

  test('leaves one entry a minute for each reason where a change was tried', async () => {
    who = { kind: 'refused', why: 'the token has expired' };
    await call(change);
    await call(change);
    who = { kind: 'anonymous' };
    await call(change);
    const [first, other] = audit.entries;
    expect(audit.entries).toHaveLength(2);
    expect(first).toMatchObject({ outcome: 'refused', status: 401, reason: 'the token has expired' });
    expect(first).not.toHaveProperty('who');
    expect(first).not.toHaveProperty('subject');
    expect(other?.id).not.toBe(first?.id);
  });

  test('is written down once it can be', async () => {
    who = { kind: 'anonymous' };
    audit.broken = true;
    expect((await call(change)).status).toBe(503);
    audit.broken = false;
    expect((await call(change)).status).toBe(401);
    expect(audit.entries).toHaveLength(1);
  });

  test('is neither let in nor refused while the keys cannot be fetched', async () => {
    who = { kind: 'unavailable', why: 'fetch failed' };
    const { status, headers } = await call(change);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('10');
    expect(handler).not.toHaveBeenCalled();
    expect(lines.join()).toContain('fetch failed');
  });
});

describe('who lacks the role', () => {
  test('is refused, and a change tried is audited', async () => {
    who = as({ roles: ['Reader'] });
    const { status, body } = await call(change);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      title: 'Your roles do not allow this',
      detail: 'The call needs one of these roles: Operator.',
    });
    expect(handler).not.toHaveBeenCalled();
    expect(audit.entries).toMatchObject([
      { action: 'things-change', kind: 'change', outcome: 'refused', status: 403, reason: 'role' },
    ]);
  });

  test('is told when access as Auditor is over, and that call is audited too', async () => {
    who = as({ auditor: true });
    const { status, body } = await call(read);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      detail: 'Your access as Auditor is not in force. An Operator grants it: POST /api/auditor-grants.',
    });
    expect(audit.entries).toMatchObject([{ kind: 'read', outcome: 'refused' }]);
  });
});

describe('a change', () => {
  test('is in the audit before it is made, and again when it is done', async () => {
    handler.mockImplementation(() => {
      expect(audit.entries).toMatchObject([{ outcome: 'begun' }]);
      return Promise.resolve({ status: 201 });
    });
    const { status, headers } = await call(change);
    expect(status).toBe(201);
    expect(headers.get('x-correlation-id')).toBe('invocation-1');
    expect(headers.get('cache-control')).toBe('no-store');
    const [begun, done] = audit.entries;
    expect(done).toEqual({
      id: begun?.id,
      time: now.toISOString(),
      action: 'things-change',
      kind: 'change',
      subject: '7',
      correlationId: 'invocation-1',
      who: { objectId: oid, appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' },
      roles: ['Operator'],
      outcome: 'done',
      status: 201,
    });
  });

  test('names what was made', async () => {
    await secured(change, (_request, { concerns }) => {
      concerns('exemption-9');
      return Promise.resolve({ status: 201 });
    })(
      new HttpRequest({ method: 'POST', url: 'https://phiwatch.example/api/things' }),
      new InvocationContext({ functionName: 'f', invocationId: 'i' }),
    );
    expect(audit.entries.map(({ subject }) => subject)).toEqual([undefined, 'exemption-9']);
  });

  test('that cannot be audited is not made', async () => {
    audit.broken = true;
    expect((await call(change)).status).toBe(503);
    expect(handler).not.toHaveBeenCalled();
    expect(lines.join()).toContain('the table does not answer');
  });

  test('that was made is answered though its end cannot be audited', async () => {
    handler.mockImplementation(() => {
      audit.broken = true;
      return Promise.resolve({ status: 200 });
    });
    expect((await call(change)).status).toBe(200);
    expect(audit.entries).toMatchObject([{ outcome: 'begun' }]);
  });

  test.each([
    [400, 'refused'],
    [403, 'refused'],
    [409, 'refused'],
    [500, 'failed'],
    [204, 'done'],
  ])('that is answered %i is %s', async (status, outcome) => {
    handler.mockResolvedValue({ status });
    await call(change);
    expect(audit.entries.at(-1)).toMatchObject({ outcome, status });
  });

  test('that fails is answered as a problem without its cause, which is in the log', async () => {
    handler.mockRejectedValue(new Error('connection to 10.0.0.4 refused'));
    const { status, body } = await call(change);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('10.0.0.4');
    expect(lines.join()).toContain('10.0.0.4');
    expect(audit.entries.at(-1)).toMatchObject({ outcome: 'failed', status: 500 });
  });
});

describe('what is not a change', () => {
  test('is not audited when it only reads', async () => {
    expect((await call(read)).status).toBe(200);
    expect(audit.entries).toEqual([]);
  });

  test.for([
    [
      'a resource',
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/a/databases/b 1',
      true,
    ],
    ['a record', '9f86d081884c7d65:2026-03-01', true],
    ['a Social Security number', '/subscriptions/s/resourceGroups/123-45-6789', false],
    ['a mail address', 'jane@hospital', false],
    ['words', 'Jane Doe, room 4', false],
  ] as const)(
    'is audited with the id that it is about, and not with anything else: %s',
    async ([, named, isKept]) => {
      who = as({ roles: ['Auditor'], auditor: true });
      await call(read, `states?resourceId=${encodeURIComponent(named)}`);
      const subject = isKept ? named : '(not kept: it has not the form of an id)';
      expect(audit.entries).toMatchObject([{ subject }]);
    },
  );

  test('is audited when an Auditor reads, and not answered where it cannot be', async () => {
    who = as({ roles: ['Auditor'], auditor: true });
    await call(read, 'states?resourceId=/subscriptions/s');
    expect(audit.entries).toMatchObject([{ kind: 'read', outcome: 'done', subject: '/subscriptions/s' }]);
    audit.broken = true;
    expect((await call(read)).status).toBe(503);
  });

  test('names no one who was looked for', async () => {
    who = as({ roles: ['Auditor'], auditor: true });
    await call(read, 'states?resourceId=jane.doe@clinic.example');
    expect(JSON.stringify(audit.entries)).not.toContain('jane');
  });

  test('is audited when it exports, and not answered where it cannot be', async () => {
    const exporting = { roles: ['Operator'], audit: 'export' } as const;
    await call(exporting);
    expect(audit.entries).toMatchObject([{ kind: 'export', outcome: 'done', status: 200 }]);
    audit.broken = true;
    expect((await call(exporting)).status).toBe(503);
  });
});
