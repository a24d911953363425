import { statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost } from './start-host.ts';
import type { RunningHost } from './start-host.ts';

let host: RunningHost;
beforeAll(async () => {
  host = await startHost({
    settings: {
      GREETING: 'from the file',
      NIGHTLY: '0 0 3 1 1 *',
      WORK_QUEUE: 'work',
      Storage__queueServiceUri: 'https://127.0.0.1:1/account',
      'AzureWebJobs.off.Disabled': 'true',
      FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1000000',
    },
  });
});
afterAll(async () => {
  await host?.stop();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${host.url}${path}`, { headers });

describe('routes', () => {
  it('passes method, parameters, query, headers and settings to the function', async () => {
    const response = await get('/API/hello/Ada%20L?tag=a&tag=b', {
      'x-functions-key': host.keys.functions.default,
      'x-agent': 'test',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      name: 'Ada L',
      tags: 'a,b',
      agent: 'test',
      url: `${host.url}/API/hello/Ada%20L`,
      greeting: 'from the file',
      address: `localhost:${new URL(host.url).port}`,
      trace: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
  });

  it('serves catch-all and constrained parameters', async () => {
    expect(await (await get('/api/files/a/b.txt')).json()).toEqual({ path: 'a/b.txt' });
    expect(await (await get('/api/files')).json()).toEqual({});
    expect(await (await get('/api/items/12')).json()).toEqual({ id: '12' });
    expect((await get('/api/items/twelve')).status).toBe(404);
  });

  it.each(['İ', 'aİİb', 'i̇İıſ'])('serves parameters of any letters: %s', async (box) => {
    const path = `/API/boxes/${encodeURIComponent(box)}/Parts/${encodeURIComponent(box)}`;
    expect(await (await get(path)).json()).toEqual({ box, part: box });
  });

  it('answers 404 for unknown paths, other methods and disabled functions', async () => {
    expect((await get('/api/nowhere')).status).toBe(404);
    expect((await get('/api/echo')).status).toBe(404);
    expect((await get('/api/off')).status).toBe(404);
    expect((await get('/hello/x')).status).toBe(404);
  });

  it('sends status and cookies as the function gave them, 204 for no answer', async () => {
    const response = await get('/api/open');
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=b%20c; Path=/; HttpOnly']);
    expect(await response.text()).toBe('open');
    expect((await get('/api/nothing')).status).toBe(204);
  });

  it('answers 500 with an empty body when the handler throws, and logs why', async () => {
    const response = await get('/api/broken');
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(host.output()).toContain('broken on purpose');
    expect(host.output()).toMatch(/Executed 'broken' \(Failed, Id=[0-9a-f-]{36}, Duration=\d+ms\)/);
  });

  it('runs the app hooks', async () => {
    expect(await (await get('/api/hooked')).json()).toBe('changed by a hook');
  });
});

function put(body: Buffer<ArrayBuffer>): Promise<Response> {
  return fetch(`${host.url}/api/echo`, { method: 'PUT', body });
}

describe('bodies', () => {
  it('keeps binary bodies intact in both directions', async () => {
    const bytes = Buffer.from(randomBytes(100_000));
    const response = await put(bytes);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('refuses bodies above the limit', async () => {
    expect((await put(Buffer.alloc(1_000_001))).status).toBe(413);
    expect((await put(Buffer.alloc(1_000_000))).status).toBe(200);
  });
});

describe('keys', () => {
  it('are made at the first start and readable by the owner alone', () => {
    expect(statSync(host.keysFile).mode & 0o777).toBe(0o600);
    const all = [host.keys.master, host.keys.functions.default, host.keys.system.eventgrid_extension];
    expect(new Set(all).size).toBe(3);
    for (const key of all) expect(key.length).toBeGreaterThan(40);
  });

  it('are asked for', async () => {
    const { master, functions, system } = host.keys;
    const hello = (key?: string): Promise<Response> => get(key ? `/api/hello/x?code=${key}` : '/api/hello/x');
    expect((await hello()).status).toBe(401);
    expect((await hello('wrong')).status).toBe(401);
    expect((await hello(system.eventgrid_extension)).status).toBe(401);
    expect((await hello(functions.default)).status).toBe(200);
    expect((await hello(master)).status).toBe(200);
    expect((await get('/api/secret', { 'x-functions-key': functions.default })).status).toBe(401);
    expect((await get('/api/secret', { 'x-functions-key': master })).status).toBe(200);
  });

  it('in the header win over those in the query', async () => {
    const path = `/api/hello/x?code=${host.keys.functions.default}`;
    expect((await get(path, { 'x-functions-key': 'wrong' })).status).toBe(401);
  });

  it('are never printed', async () => {
    await get(`/api/hello/x?code=${host.keys.functions.default}`);
    for (const key of [host.keys.master, host.keys.functions.default, host.keys.system.eventgrid_extension])
      expect(host.output()).not.toContain(key);
  });
});

describe('log', () => {
  it('lists the functions with trigger and route', () => {
    expect(host.output()).toMatch(/hello\s+httpTrigger\s+\[GET,POST\] \/api\/hello\/\{name\}/);
    expect(host.output()).toMatch(/nightly\s+timerTrigger\s+0 0 3 1 1 \*/);
    expect(host.output()).toMatch(/work\s+queueTrigger\s+queue work/);
    expect(host.output()).toMatch(/off\s+httpTrigger.*\(disabled\)/);
  });

  it('has what the app logs, at the levels that host.json asks for', async () => {
    await get('/api/hello/Grace', { 'x-functions-key': host.keys.functions.default });
    expect(host.output()).toContain('[Function.hello.User] greeting Grace');
    await get('/api/quiet');
    expect(host.output()).toContain('[Function.quiet.User] to be seen');
    expect(host.output()).toContain('[Function.quiet.User] rewritten');
    expect(host.output()).not.toContain('not to be seen');
    expect(host.output()).not.toContain("Executing 'quiet'");
  });
});
