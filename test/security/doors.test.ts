import { gzipSync } from 'node:zlib';
import { Socket } from 'node:net';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/platform/auth/index.ts';
import { given } from '../e2e/support/connection.ts';
import { useApp } from '../e2e/support/setup.ts';
import { send } from './support/send.ts';
import { median, timed, trivialCall } from './support/watch.ts';

const it = useApp();

let token: string;
beforeAll(async () => {
  const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';
  token = await it.app.azure.userToken({ oid, roles: [...roles] });
});

const bearer = () => ({ authorization: `Bearer ${token}` });
const url = () => it.app.connection.baseUrl;

describe('a token that is in order opens nothing', () => {
  test.each<[place: string, query: () => string, headers: () => Record<string, string>]>([
    ['in the query', () => `?access_token=${token}`, () => ({})],
    ['as the key in the query', () => `?code=${token}`, () => ({})],
    ['in a cookie', () => '', () => ({ cookie: `AppServiceAuthSession=${token}; access_token=${token}` })],
    [
      'in a header of the platform',
      () => '',
      () => ({ 'x-ms-token-aad-access-token': token, 'x-zumo-auth': token }),
    ],
    ['in x-authorization', () => '', () => ({ 'x-authorization': `Bearer ${token}` })],
    [
      'for basic authentication',
      () => '',
      () => ({ authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` }),
    ],
    ['without its scheme', () => '', () => ({ authorization: token })],
    ['twice', () => '', () => ({ authorization: `Bearer ${token}, Bearer ${token}` })],
    ['for a proxy', () => '', () => ({ 'proxy-authorization': `Bearer ${token}` })],
  ])('%s', async (_, query, headers) => {
    const answer = await send(url(), { method: 'GET', path: `/api/controls${query()}`, headers: headers() });
    expect(answer.status).toBe(401);
  });

  test('with 17 KB behind it', async () => {
    const headers = { authorization: `Bearer ${token}${'x'.repeat(17_000)}` };
    expect((await send(url(), { method: 'GET', path: '/api/controls', headers })).status).toBe(431);
  });
});

describe('what looks like a query of the store', () => {
  const or = "' or PartitionKey ne '";
  test.each<[path: string, status: number]>([
    [`/api/drifts?since=${encodeURIComponent(`2000-01-01${or}`)}`, 400],
    [`/api/audit?since=${encodeURIComponent(`2000-01-01${or}`)}`, 400],
    [`/api/states?resourceId=${encodeURIComponent(`${imagingArchiveId}${or}`)}`, 404],
    [`/api/states?resourceId=${encodeURIComponent(`/subscriptions/${subscriptionId}${or}`)}`, 404],
    [`/api/responses/${encodeURIComponent(or)}`, 404],
    [`/api/incidents/${encodeURIComponent(`x${or}`)}`, 404],
    [`/api/incidents/${encodeURIComponent('x/../../exemptions')}`, 404],
    [`/api/agreements/${encodeURIComponent(`x') or (1 eq 1`)}`, 404],
    [`/api/announced-changes/${subscriptionId}/${encodeURIComponent(`x${or}`)}`, 404],
    [`/api/announced-changes/${encodeURIComponent(`${subscriptionId}${or}`)}/x`, 404],
    [`/api/controls?organization=${encodeURIComponent(or)}`, 400],
    [`/api/scans?$filter=${encodeURIComponent('1 eq 1')}`, 400],
  ])('%s finds nothing', async (path, status) => {
    // What changes something has the same addresses.
    const methods = path.includes('?') ? ['GET'] : ['GET', 'DELETE'];
    for (const method of methods) {
      const answer = await send(url(), { method, path, headers: bearer() });
      expect([status, 405]).toContain(answer.status);
    }
  });
});

describe('a body', () => {
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    send(url(), {
      method: 'POST',
      path: '/api/announced-changes',
      headers: { ...bearer(), ...headers },
      body,
    });

  test('of 10 MB is refused, with a token or without', async () => {
    const body = Buffer.alloc(10_000_000, 'x');
    const path = '/api/announced-changes';
    expect((await send(url(), { method: 'POST', path, body })).status).toBe(401);
    expect((await post(body)).status).toBe(413);
  });

  test('of 100 MB in 100 KB of gzip is not unpacked', async () => {
    expect((await post(gzipSync(Buffer.alloc(100_000_000)), { 'content-encoding': 'gzip' })).status).toBe(
      413,
    );
  });

  test.each([
    ['a list 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['an object 10,000 deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
    ['no end', '['.repeat(60_000)],
    ['no JSON', '\u0000'],
  ])('with %s is refused', async (_, body) => {
    expect((await post(body)).status).toBe(400);
  });

  test.skipIf(given)('that comes slowly, a hundred times, keeps nobody else waiting', async () => {
    const { hostname, port } = new URL(url());
    const trivialMs = await trivialCall(url());
    const sockets = await Promise.all(
      Array.from({ length: 100 }, () => {
        const socket = new Socket();
        socket.on('error', () => undefined);
        return new Promise<Socket>((resolve) => {
          socket.connect(Number(port), hostname, () => {
            socket.write('POST /api/announced-changes HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{');
            resolve(socket);
          });
        });
      }),
    );
    try {
      const times: number[] = [];
      for (let at = 0; at < 9; at += 1) times.push((await timed(() => fetch(`${url()}/api/health`))).ms);
      expect(median(times) / trivialMs).toBeLessThan(20);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});
