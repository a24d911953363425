import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { installCoreModule } from '@phiwatch/functions-dev-host';
import { beforeEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../src/app/settings.ts';

const id = '11111111-1111-4111-8111-111111111111';
const environment = {
  STORAGE__tableServiceUri: 'https://a.table.core.windows.net',
  STORAGE__queueServiceUri: 'https://a.queue.core.windows.net',
  SUBSCRIPTIONS: id,
  ENTRA_TENANT_ID: id,
  API_AUDIENCE: `${id},api://${id}`,
};
let settings = readSettings(environment);
vi.mock('../../src/app/index.ts', () => ({ app: () => Promise.resolve({ settings }) }));

const core = installCoreModule(() => undefined);
await import('../../functions/http/page.ts');

async function get(
  name: string,
  params: Record<string, string> = {},
  url = 'https://phiwatch.example/api/page',
): Promise<HttpResponseInit> {
  const handler = core.functions.get(name)?.callback as unknown as HttpHandler;
  const request = new HttpRequest({ method: 'GET', url, params });
  return handler(request, new InvocationContext({ functionName: name }));
}

beforeEach(() => {
  settings = readSettings({ ...environment, PAGE_CLIENT_ID: id });
});

test('the page lets nothing run but its own script, and is shown in no frame', async () => {
  const { headers, body } = await get('page');
  const html = (body as Buffer).toString();
  expect(html).toContain('<script type="module" src="page/page.js"></script>');
  // Nothing is inline, which the policy would forbid.
  expect(html).not.toMatch(/<script(?! type="module" src)|<style|\son\w+=|style=/);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' https://login.microsoftonline.com; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
});

test('with a slash at its end the address leads to the page, with what it asks for', async () => {
  const { status, headers } = await get('page', {}, 'https://phiwatch.example/api/page/?response=a-1');
  expect([status, headers]).toMatchObject([308, { location: '../page?response=a-1' }]);
});

test('a file of the page has its type; no other file is given', async () => {
  const style = await get('page-file', { file: 'page.css' });
  expect(style.headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8' });
  for (const file of ['page.ts', '../host.json', '..%2fhost.json', 'constructor', ''])
    expect((await get('page-file', { file })).status).toBe(404);
});

test('the page is told where people sign in, and for what', async () => {
  expect((await get('page-config')).jsonBody).toEqual({
    authority: `https://login.microsoftonline.com/${id}`,
    clientId: id,
    scope: `api://${id}/user_impersonation`,
  });
});

test('without a registration of its own there is no page', async () => {
  settings = readSettings(environment);
  const { status, body } = await get('page-config');
  expect(status).toBe(404);
  expect(body).toContain('PAGE_CLIENT_ID');
});
