import { readFile } from 'node:fs/promises';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { app } from '../../src/app/index.ts';
import type { Settings } from '../../src/app/index.ts';
import { judging } from '../parts.ts';
import { problem } from './problem.ts';

/**
 * The page to which the links in messages lead: files that are the same for everyone and hold no data. What it shows and decides goes
 * through the API, with the token of who looks at it.
 */
const types: ReadonlyMap<string, string> = new Map([
  ['page.html', 'text/html; charset=utf-8'],
  ['page.css', 'text/css; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
]);
/** Files of the build, each read once. */
const read = new Map<string, Promise<Buffer>>();

judging.http('page', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'page',
  handler: fileAnswer(() => 'page.html'),
});

judging.http('page-file', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'page/{file}',
  handler: fileAnswer(({ params }) => params['file'] ?? ''),
});

/** Where the page signs people in, and for what. */
judging.http('page-config', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'page/config',
  handler: async () => {
    const { settings } = await app();
    const config = configOf(settings);
    const headers = headersOf(settings);
    return config
      ? { headers, jsonBody: config }
      : problem(404, 'there is no page here', undefined, 'The setting PAGE_CLIENT_ID is missing.', headers);
  },
});

function fileAnswer(nameOf: (request: Parameters<HttpHandler>[0]) => string): HttpHandler {
  return async (request): Promise<HttpResponseInit> => {
    const headers = headersOf((await app()).settings);
    const name = nameOf(request);
    const type = types.get(name);
    if (type === undefined) return problem(404, 'there is no such file', undefined, undefined, headers);
    return { headers: { ...headers, 'content-type': type }, body: await contentOf(name) };
  };
}

function contentOf(name: string): Promise<Buffer> {
  const known = read.get(name);
  if (known) return known;
  const content = readFile(new URL(`../../web/${name}`, import.meta.url)).catch((error: unknown) => {
    read.delete(name);
    throw error;
  });
  read.set(name, content);
  return content;
}

function configOf({
  entra: { authority, tenantId, audiences },
  remediation: { pageClientId: clientId },
}: Pick<Settings, 'entra' | 'remediation'>): object | undefined {
  if (clientId === undefined) return undefined;
  // Of several names of the API, scopes are asked for by its id URI.
  const api = audiences.find((each) => URL.canParse(each)) ?? audiences[0] ?? '';
  return { authority: `${authority}/${tenantId}`, clientId, scope: `${api}/user_impersonation` };
}

/** Nothing but the page's own script and style runs in it, and it speaks to this app and to Entra alone. */
function headersOf({ entra }: Pick<Settings, 'entra'>): Record<string, string> {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `connect-src 'self' ${new URL(entra.authority).origin}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
}
