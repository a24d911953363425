import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { app } from '../../src/app/index.ts';
import type { Settings } from '../../src/app/index.ts';
import { answerOf } from './answers/answer-of.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

interface SignInConfig {
  readonly authority: string;
  readonly clientId: string;
  readonly scope: string;
}

/**
 * The page to which the links in messages lead: files that are the same for everyone and hold no data. What it shows and decides goes
 * through the API, with the token of who looks at it.
 */
const types: ReadonlyMap<string, string> = new Map([
  ['page.html', 'text/html; charset=utf-8'],
  ['page.css', 'text/css; charset=utf-8'],
  ['parts.css', 'text/css; charset=utf-8'],
  ['forms.css', 'text/css; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
  ['page.js', 'text/javascript; charset=utf-8'],
]);
/** Files of the build, each read once. */
const read = new Map<string, Promise<Buffer>>();

route({
  name: 'page',
  method: 'GET',
  path: 'page',
  summary: 'The page that messages link to, on which people decide.',
  roles: 'public',
  answers: { 200: { files: ['text/html'] }, 308: null },
  problems: [404],
  handler: ({ request }) => {
    const { pathname, search } = new URL(request.url);
    return pathname.endsWith('/') ? withoutSlash(search) : fileNamed('page.html');
  },
});

/** The page finds its files from where it lies, and Entra knows it by that address alone. */
function withoutSlash(search: string) {
  return { status: 308, headers: { location: `../page${search}`, 'cache-control': 'no-store' } } as const;
}

route({
  name: 'page-file',
  method: 'GET',
  path: 'page/{file}',
  summary: 'A file of the page.',
  roles: 'public',
  params: { file: z.string().max(200).describe('The name of the file.') },
  answers: { 200: { files: ['text/html', 'text/css', 'text/javascript', 'image/svg+xml'] } },
  problems: [404],
  handler: ({ params: { file } }) => fileNamed(file),
});

const signInConfig = answerOf<SignInConfig>('SignInConfig')(() =>
  z
    .object({ authority: z.url(), clientId: z.string(), scope: z.string() })
    .describe('The authority, client id and scope with which the page signs people in.'),
);

route({
  name: 'page-config',
  method: 'GET',
  path: 'page/config',
  summary: 'The authority, client id and scope with which the page signs people in.',
  roles: 'public',
  answers: { 200: signInConfig },
  problems: [404],
  handler: async () => {
    const { settings } = await app();
    const config = configOf(settings);
    const headers = headersOf(settings);
    return config
      ? { status: 200, headers, json: config }
      : problem(404, 'Page not configured', undefined, 'The setting PAGE_CLIENT_ID is missing.', headers);
  },
});

async function fileNamed(name: string) {
  const headers = headersOf((await app()).settings);
  const type = types.get(name);
  if (type === undefined) return problem(404, 'No such file', undefined, undefined, headers);
  const body = await contentOf(name);
  return { status: 200, headers: { ...headers, 'content-type': type }, body } as const;
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
}: Pick<Settings, 'entra' | 'remediation'>): SignInConfig | undefined {
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
    `img-src 'self'`,
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
