import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogSource } from '../../../src/platform/azure-clients/log-source.ts';
import { createQueryGate } from '../../../src/platform/azure-clients/query-gate.ts';
import { useArm } from './fake-arm.ts';
import type { Reply } from './fake-arm.ts';

const arm = useArm();
const [east, west] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const query = { kql: 'T', from: '2026-03-01T08:00:00.000Z', to: '2026-03-01T09:00:00.000Z' };

const answer = (rows: readonly (readonly unknown[])[], more: object = {}): Reply => ({
  body: {
    tables: [
      {
        name: 'PrimaryResult',
        columns: [
          { name: 'Hour', type: 'datetime' },
          { name: 'Operations', type: 'dynamic' },
          { name: 'Calls', type: 'long' },
        ],
        rows,
      },
    ],
    ...more,
  },
});
const refusal = (...codes: readonly string[]): object =>
  codes.reduceRight<object>((innererror, code) => ({ code, message: 'a message', innererror }), {});

function source(workspaces: readonly string[] = [east]) {
  const scopes: unknown[] = [];
  const logs = createLogSource({
    workspaces,
    endpoint: arm.url,
    scope: 'https://api.loganalytics.us/.default',
    credential: {
      getToken: (scope) => {
        scopes.push(scope);
        return Promise.resolve({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 });
      },
    },
    now: () => new Date('2026-03-01T12:00:00Z'),
  });
  return { logs, scopes };
}

describe('a query', () => {
  it('gives rows by column, times as text and dynamic values parsed, and is never answered from a cache', async () => {
    arm.behave(() => answer([['2026-03-01T08:00:00Z', '["read"]', 3]]));
    const { logs, scopes } = source();
    expect(await logs.query(query)).toEqual({
      kind: 'rows',
      rows: [{ Hour: '2026-03-01T08:00:00.000Z', Operations: ['read'], Calls: 3 }],
    });
    expect(scopes.flat()).toEqual(['https://api.loganalytics.us/.default']);
    expect(arm.requests[0]?.path).toBe(`/v1/workspaces/${east}/query`);
    expect(arm.requests[0]?.headers).toMatchObject({ 'cache-control': 'no-cache', prefer: 'wait=180' });
  });

  it('that is answered in part has no rows', async () => {
    arm.behave(() =>
      answer([['2026-03-01T08:00:00Z', '[]', 3]], { error: { code: 'PartialError', message: 'cut' } }),
    );
    expect(await source().logs.query(query)).toEqual({ kind: 'partial', why: 'PartialError' });
  });

  it.each([
    [
      { status: 429, headers: { 'retry-after': '372' }, body: '' },
      { kind: 'throttled', retryAfterSeconds: 372 },
    ],
    [
      { status: 204, body: '' },
      { kind: 'rows', rows: [] },
    ],
    [{ status: 403, body: { error: refusal('InsufficientAccessError') } }, { kind: 'denied' }],
    [
      { status: 400, body: { error: refusal('BadArgumentError', 'SemanticError', 'SEM0100') } },
      { kind: 'absent' },
    ],
    [
      { status: 400, body: { error: refusal('BadArgumentError', 'SyntaxError', 'SYN0002') } },
      { kind: 'failed', why: 'HTTP 400 BadArgumentError SyntaxError SYN0002' },
    ],
    [{ status: 504, body: 'no JSON' }, { kind: 'partial' }],
    [
      { status: 502, body: '<html>' },
      { kind: 'failed', why: 'HTTP 502' },
    ],
  ] as const)('that is answered %j is %j, asked once', async (reply, expected) => {
    arm.behave(() => reply);
    expect(await source().logs.query(query)).toMatchObject(expected);
    expect(arm.requests).toHaveLength(1);
  });

  it('to which no answer comes is failed', async () => {
    arm.behave(() => 'reset');
    expect(await source().logs.query(query)).toMatchObject({ kind: 'failed', why: /no answer/ });
  });

  it('asks all workspaces: all must answer, one must have the table', async () => {
    const rows = answer([['2026-03-01T08:00:00Z', '[]', 1]]);
    const absent = { status: 400, body: { error: refusal('BadArgumentError', 'SEM0100') } };
    let other: Reply = rows;
    arm.behave(({ path }) => (path.includes(west) ? other : rows));
    const { logs } = source([east, west]);
    expect(await logs.query(query)).toMatchObject({ kind: 'rows', rows: [{ Calls: 1 }, { Calls: 1 }] });
    other = absent;
    expect(await logs.query(query)).toMatchObject({ kind: 'rows', rows: [{ Calls: 1 }] });
    other = { status: 403, body: '' };
    expect(await logs.query(query)).toMatchObject({ kind: 'denied' });
  });
});

describe('the gate', () => {
  it('lets five through at once, and two hundred in half a minute', async () => {
    let now = 0;
    const waits: number[] = [];
    const gate = createQueryGate({
      elapsed: () => now,
      wait: (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
        return Promise.resolve();
      },
    });
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    await Promise.all(
      Array.from({ length: 401 }, () =>
        gate(async () => {
          begun.push(now);
          running += 1;
          most = Math.max(most, running);
          await sleep(0);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(5);
    expect(begun.filter((at) => at < 30_000)).toHaveLength(200);
    expect(waits).toEqual([30_000, 30_000]);
  });

  it('goes on after a query that failed', async () => {
    const gate = createQueryGate({ elapsed: () => 0, wait: () => Promise.resolve() });
    await expect(gate(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(
      await Promise.all(Array.from({ length: 6 }, (_, n) => gate(() => Promise.resolve(n)))),
    ).toHaveLength(6);
  });
});
