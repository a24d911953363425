import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogsQueryClient, type LogsQueryResult } from '@azure/monitor-query-logs';
import { estate } from '@phiwatch/sample-hospital';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AzureOptions } from '../src/index.ts';
import { manualClock, reader, startTestAzure, stranger } from './start.ts';
import type { TestAzure } from './start.ts';

const audience = 'https://api.loganalytics.io';
const workspace = estate().find(({ type }) => type === 'Microsoft.OperationalInsights/workspaces')!;
const workspaceId = (workspace.properties as { readonly customerId: string }).customerId;

const day = { startTime: new Date('2026-01-05T00:00:00Z'), endTime: new Date('2026-01-06T00:00:00Z') };

async function start(options: Partial<AzureOptions> = {}) {
  const logs = mkdtempSync(join(tmpdir(), 'logs-'));
  onTestFinished(() => rmSync(logs, { recursive: true }));
  const rows = [1, 2, 3].map((n) => ({
    TimeGenerated: `2026-01-05T0${n}:00:00Z`,
    AppId: `app${n}`,
    Status: { errorCode: n },
  }));
  writeFileSync(join(logs, 'SigninLogs.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const clock = manualClock(Date.UTC(2026, 0, 5, 9));
  const azure = await startTestAzure({ logs, now: clock.now, ...options });
  return { azure, clock };
}

/** The client of the SDK, asking for tokens as the principal. */
function clientOf(azure: TestAzure, oid = reader): LogsQueryClient {
  const getToken = async () => {
    const { token } = await azure.simulation.tokens.issue({ oid, resource: audience });
    return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
  };
  return new LogsQueryClient(
    { getToken },
    {
      endpoint: `${azure.armUrl}/v1`,
      credentials: { scopes: [`${audience}/.default`] },
      retryOptions: { maxRetries: 1 },
    },
  );
}

function ask(
  azure: TestAzure,
  kql: string,
  headers: Record<string, string> = { 'cache-control': 'no-cache' },
) {
  return clientOf(azure).queryWorkspace(workspaceId, kql, day, {
    serverTimeoutInSeconds: 60,
    requestOptions: { headers },
  });
}

function rowsOf(result: LogsQueryResult): unknown {
  return 'tables' in result ? result.tables[0]?.rows : result;
}

describe('the query API of Log Analytics', () => {
  it('answers the client of the SDK with typed rows', async () => {
    const { azure } = await start();
    const result = await ask(
      azure,
      'SigninLogs | where AppId != "app3" | project TimeGenerated, AppId, Status',
    );
    expect(result.status).toBe('Success');
    expect(rowsOf(result)).toEqual([
      [new Date('2026-01-05T01:00:00Z'), 'app1', { errorCode: 1 }],
      [new Date('2026-01-05T02:00:00Z'), 'app2', { errorCode: 2 }],
    ]);
  });

  it('keeps to the timespan', async () => {
    const { azure } = await start();
    const count = async (timespan: Parameters<LogsQueryClient['queryWorkspace']>[2]): Promise<unknown> =>
      rowsOf(await clientOf(azure).queryWorkspace(workspaceId, 'SigninLogs | count', timespan));
    const startTime = new Date('2026-01-05T02:00:00Z');
    expect(await count({ startTime, endTime: new Date('2026-01-05T03:00:00Z') })).toEqual([[1]]);
    expect(await count({ startTime, duration: 'PT1H1M' })).toEqual([[2]]);
    // Up to nine o'clock.
    expect(await count({ duration: 'PT6H' })).toEqual([[1]]);
  });

  it('says what is wrong with a query innermost', async () => {
    const { azure } = await start();
    await expect(ask(azure, 'AuditLogs | count')).rejects.toMatchObject({ statusCode: 400 });
    const token = (await azure.simulation.tokens.issue({ oid: reader, resource: audience })).token;
    const refused = await azure.call('POST', `/v1/workspaces/${workspaceId}/query`, {
      token,
      body: { query: 'AuditLogs | count' },
    });
    expect(refused.body.error).toMatchObject({
      code: 'BadArgumentError',
      innererror: {
        code: 'SemanticError',
        innererror: { code: 'SEM0100', message: expect.stringContaining("'AuditLogs'") },
      },
    });
  });

  it('gives a part with an error where there is too much', async () => {
    const { azure } = await start({ logLimits: { rows: 2, bytes: 10_000 } });
    const result = await ask(azure, 'SigninLogs | project AppId');
    expect(result).toMatchObject({
      status: 'PartialFailure',
      partialError: { code: 'PartialError' },
      partialTables: [{ rows: [['app1'], ['app2']] }],
    });
    expect((await ask(azure, 'SigninLogs | count')).status).toBe('Success');
    const small = await start({ logLimits: { rows: 10, bytes: 20 } });
    expect((await ask(small.azure, 'SigninLogs | project AppId')).status).toBe('PartialFailure');
  });

  it('throttles when it is told to; the client waits as long as it is said', async () => {
    const { azure } = await start();
    await azure.sim('POST', '/faults', {
      match: { method: 'POST', idPattern: '^/v1/workspaces/' },
      status: 429,
      retryAfter: 0,
      times: 1,
    });
    expect(rowsOf(await ask(azure, 'SigninLogs | count'))).toEqual([[3]]);
    const statuses = azure.simulation.log.map(({ status }) => status);
    expect(statuses).toEqual([429, 200]);
  });

  it('wants a token for itself, of who may read the table', async () => {
    const { azure } = await start();
    const query = (token: string) =>
      azure.call('POST', `/v1/workspaces/${workspaceId}/query`, {
        token,
        body: { query: 'SigninLogs | count' },
      });
    const issue = async (oid: string, resource: string): Promise<string> =>
      (await azure.simulation.tokens.issue({ oid, resource })).token;
    expect((await query(await issue(reader, audience))).status).toBe(200);
    expect((await query(await issue(reader, 'https://management.azure.com'))).status).toBe(401);
    expect((await query(await issue(stranger, audience))).body.error.code).toBe('InsufficientAccessError');
    await azure.sim('PUT', '/roles', [
      {
        principal: stranger,
        scope: workspace.id,
        actions: [
          'Microsoft.OperationalInsights/workspaces/query/read',
          'Microsoft.OperationalInsights/workspaces/query/AuditLogs/read',
        ],
      },
    ]);
    expect((await query(await issue(stranger, audience))).status).toBe(403);
    await azure.sim('PUT', '/roles', [
      {
        principal: stranger,
        scope: workspace.id,
        actions: ['Microsoft.OperationalInsights/workspaces/query/*'],
      },
    ]);
    expect((await query(await issue(stranger, audience))).status).toBe(200);
  });

  it('knows no other workspace', async () => {
    const { azure } = await start();
    const token = (await azure.simulation.tokens.issue({ oid: reader, resource: audience })).token;
    const other = await azure.call('POST', '/v1/workspaces/00000000-0000-4000-a000-000000000000/query', {
      token,
      body: { query: 'SigninLogs | count' },
    });
    expect([other.status, other.body.error.code]).toEqual([404, 'PathNotFoundError']);
  });

  it('shows rows that are added once they have been ingested', async () => {
    const { azure, clock } = await start();
    const row = { TimeGenerated: '2026-01-05T08:59:00Z', AppId: 'new' };
    expect((await azure.sim('POST', '/logs', { table: 'SigninLogs', rows: [row] })).status).toBe(200);
    expect(rowsOf(await ask(azure, 'SigninLogs | count'))).toEqual([[3]]);
    clock.advance(5 * 60_000);
    expect(rowsOf(await ask(azure, 'SigninLogs | count'))).toEqual([[4]]);
    expect((await azure.sim('POST', '/logs', { table: '../x', rows: [] })).status).toBe(400);
  });

  it('gives an answer of two minutes ago again, unless it is asked not to', async () => {
    const { azure, clock } = await start();
    const count = async (headers: Record<string, string>) =>
      rowsOf(await ask(azure, 'SigninLogs | count', headers));
    expect(await count({})).toEqual([[3]]);
    const row = { TimeGenerated: '2026-01-05T08:00:00Z', AppId: 'new' };
    await azure.sim('POST', '/logs', { table: 'SigninLogs', rows: [row] });
    expect(await count({})).toEqual([[3]]);
    expect(await count({ 'cache-control': 'no-cache' })).toEqual([[4]]);
    clock.advance(2 * 60_000);
    expect(await count({})).toEqual([[4]]);
  });
});

describe('a table on another plan than Analytics', () => {
  it.each(['Basic', 'Auxiliary'])('is not queried: %s', async (plan) => {
    const tableOn = (which: string) => ({
      id: `${workspace.id}/tables/SigninLogs`,
      name: 'SigninLogs',
      type: 'Microsoft.OperationalInsights/workspaces/tables',
      properties: { plan: which },
    });
    const { azure } = await start({ resources: [...estate(), tableOn(plan)] });
    await expect(ask(azure, 'SigninLogs')).rejects.toMatchObject({ statusCode: 400 });
    const { azure: other } = await start({ resources: [...estate(), tableOn('Analytics')] });
    expect(rowsOf(await ask(other, 'SigninLogs | count'))).toEqual([[3]]);
  });
});
