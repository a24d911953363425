import { TableClient, TableServiceClient } from '@azure/data-tables';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { httpFunctions } from '../../tools/access/http-functions.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ channels: true, writer: true, page: true });
const policy = 'storage-requires-secure-transfer';
const approver = '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61';

/** What is written though nobody does anything: the lease of a host, and of who drains a channel. */
const beats = new Set(['lease', 'channel']);

/** Every row that the app keeps. */
async function rows(): Promise<readonly string[]> {
  const { storage } = it.app.connection;
  const all: string[] = [];
  const options = { allowInsecureConnection: true };
  for await (const { name = '' } of TableServiceClient.fromConnectionString(storage, options).listTables())
    for await (const row of TableClient.fromConnectionString(storage, name, options).listEntities())
      if (!beats.has(row.rowKey ?? '') && !row.rowKey?.startsWith('outbox~'))
        all.push(`${name} ${JSON.stringify(row)}`);
  return all.toSorted();
}

/** The rows once they stay the same: what was under way is done. */
async function resting(): Promise<readonly string[]> {
  let last: readonly string[] = [];
  let same = 0;
  return until('the app to rest', async () => {
    const now = await rows();
    same = now.join('\n') === last.join('\n') ? same + 1 : 0;
    last = now;
    return same === 5 ? now : undefined;
  });
}

describe.skipIf(given)('the page that messages lead to', () => {
  test('is served to anyone, by the built app: its files, and nothing that is kept', async () => {
    const { app } = it;
    const page = await app.call('GET', '/api/page?response=none', undefined);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain(`connect-src 'self' ${it.world.azure.armUrl}`);
    const script = await app.call('GET', '/api/page/page.js', undefined);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const code = await script.text();
    expect(code).toContain('code_challenge');
    expect(code).not.toMatch(/innerHTML|insertAdjacentHTML|\beval\(|document\.write/);
    // Its styles and its icon, without which a browser asks for /favicon.ico.
    const linked = Array.from(
      (await page.text()).matchAll(/<link rel="\w+" href="([^"]+)"/g),
      ([, file]) => file,
    );
    expect(linked).toContain('page/icon.svg');
    for (const file of linked) expect((await app.call('GET', `/api/${file}`, undefined)).status).toBe(200);
    expect((await app.call('GET', '/api/page/main.cjs', undefined)).status).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await app.call(method, '/api/page', undefined)).status).toBe(405);
  });

  test('is the same with a slash at its end: nothing of it would be found below that address', async () => {
    const { app } = it;
    const answer = await app.call('GET', '/api/page/?response=some', undefined);
    expect([answer.status, new URL(answer.url).pathname]).toEqual([200, '/api/page']);
    expect(new URL(answer.url).search).toBe('?response=some');
  });

  test('an address that the API does not have is a problem, and so is a method', async () => {
    const { app } = it;
    for (const path of ['/api', '/api/nothing', '/api/responses/some/nothing']) {
      const answer = await app.call('GET', path, undefined);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(await answer.json()).toMatchObject({ status: 404, title: 'Not found' });
    }
    for (const [method, path, allow] of [
      ['DELETE', '/api/controls', 'GET'],
      ['PATCH', '/api/Remediation/modes/some/', 'DELETE'],
      ['HEAD', '/api/health', 'GET'],
    ] as const) {
      const answer = await app.call(method, path, undefined);
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  test('no GET decides, whoever sends it: not of the page, not of what it reads, not of what it posts to', async () => {
    const { app, world } = it;
    const id = await app.copyOf(imagingArchiveId);
    await app.changed({ method: 'PATCH', id, body: { properties: { supportsHttpsTrafficOnly: false } } });
    const drift = await until('the response', async () => {
      const found = (await app.drifts(id)).find(
        (each) => each.policy === policy && each.to === 'NonCompliant',
      );
      return found && (await app.get(`/api/responses/${found.id}`)).ok ? found : undefined;
    });
    await drain(it);
    const roles = ['RemediationApprover', 'Responder'];
    const token = await app.azure.userToken({ oid: approver, roles });
    const posts = (await httpFunctions()).filter(
      ({ route, methods }) => route.startsWith('responses/') && methods.includes('POST'),
    );
    expect(posts.length).toBeGreaterThan(8);
    const paths = [
      `/api/page?response=${drift.id}`,
      '/api/page/config',
      '/api/page/page.js',
      '/api/responses',
      `/api/responses/${drift.id}`,
      ...posts.map(
        ({ route }) => `/api/${route.replace('{id}', drift.id)}?planHash=${'a'.repeat(64)}&why=yes`,
      ),
    ];
    const before = await resting();
    const changes = world.azure.simulation.changes.length;
    expect(before.length).toBeGreaterThan(10);
    const statuses = [];
    for (const path of paths) statuses.push((await app.call('GET', path, token)).status);
    expect(statuses).toEqual([...Array.from({ length: 5 }, () => 200), ...posts.map(() => 405)]);
    expect(await rows()).toEqual(before);
    expect(world.azure.simulation.changes).toHaveLength(changes);
  });
});
