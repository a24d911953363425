import { installCoreModule } from '@phiwatch/functions-dev-host';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';

import { createCallLimits } from '../../src/platform/auth/index.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { MemoryAudit } from '../platform/auth/memory.ts';
import { now, oid, tenantId } from '../platform/auth/tokens.ts';

let broken = false;
vi.mock('../../functions/invocation.ts', () => ({
  appAtTheDoor: () => {
    if (broken) throw new Error('the settings of tenant 4711 are wrong');
    return Promise.resolve({
      access: {
        authenticate: () =>
          Promise.resolve({
            kind: 'accepted',
            caller: { objectId: oid, tenantId, kind: 'user', roles: ['Operator'], auditor: false },
          }),
        audit: new MemoryAudit(),
        limits: createCallLimits({ calls: 1_000, changes: 1_000 }, () => now),
      },
      tenant: { policies: { upToDate: () => Promise.resolve() } },
      ports: { clock: { now: () => now }, log: createLog(() => undefined) },
    });
  },
}));

const core = installCoreModule(() => undefined);
const { route } = await import('../../functions/http/route.ts');
const made = vi.fn<(call: unknown) => void>();

route({
  name: 'things-change',
  method: 'PUT',
  path: 'things/{id}',
  summary: 'Changes a thing.',
  roles: ['Operator'],
  audit: 'change',
  params: { id: z.string().regex(/^\d+$/, 'must be a number') },
  query: { size: z.enum(['small', 'large'], 'must be small or large').optional() },
  body: { schema: z.strictObject({ color: z.object({ hue: z.int('must be a whole number') }) }) },
  answers: { 200: () => z.object({ hue: z.int(), size: z.string().exactOptional() }) },
  handler: ({ params, query, body, caller }) => {
    made({ id: params.id, size: query.size, hue: body.color.hue, by: caller.objectId });
    return { status: 200, json: { hue: body.color.hue } };
  },
});

route({
  name: 'things-add',
  method: 'POST',
  path: 'things',
  summary: 'Adds a thing, whose use case checks the body itself.',
  roles: ['Operator'],
  audit: 'change',
  body: { schema: z.strictObject({ color: z.string() }), parse: false },
  answers: { 201: () => z.unknown() },
  handler: ({ body }) => ({ status: 201, json: body }),
});

route({
  name: 'door',
  method: 'GET',
  path: 'door',
  summary: 'For anyone.',
  roles: 'public',
  query: { key: z.string().max(5) },
  answers: { 204: null },
  handler: ({ query }) => {
    if (query.key === 'stuck') throw new Error('the hinge at 10.0.0.4 is broken');
    return { status: 204 };
  },
});

beforeEach(() => {
  broken = false;
  made.mockReset();
});

async function call(name: string, { path = 'things/7', params = { id: '7' }, body = '' } = {}) {
  const registered = core.functions.get(name);
  const handler = registered?.callback as unknown as HttpHandler;
  const request = new HttpRequest({
    method: 'POST',
    url: `https://phiwatch.example/api/${path}`,
    params,
    ...(body !== '' && { body: { string: body } }),
  });
  const context = new InvocationContext({ functionName: name, logHandler: () => undefined });
  const answer = (await handler(request, context)) as HttpResponseInit;
  const problem = typeof answer.body === 'string' ? (JSON.parse(answer.body) as object) : undefined;
  return { status: answer.status, json: answer.jsonBody as unknown, problem };
}
const good = JSON.stringify({ color: { hue: 7 } });

test('a handler is given what its schemas made of the request, and who calls', async () => {
  const answer = await call('things-change', { path: 'things/7?size=large', body: good });
  expect(answer).toMatchObject({ status: 200, json: { hue: 7 } });
  expect(made).toHaveBeenCalledWith({ id: '7', size: 'large', hue: 7, by: oid });
});

test.each([
  ['an address that cannot be', { params: { id: 'x' } }, 404, 'id', 'id must be a number.'],
  ['a query', { path: 'things/7?size=huge' }, 400, 'size', 'size must be small or large.'],
  [
    'a member of the body',
    { body: '{"color":{"hue":0.5}}' },
    400,
    'color.hue',
    'color.hue must be a whole number.',
  ],
  ['an unknown member', { body: '{"color":{"hue":1},"x":1}' }, 400, 'x', 'x is not a known field.'],
])('%s is refused before the handler, by its name', async (_what, wrong, status, field, detail) => {
  const answer = await call('things-change', { body: good, ...wrong });
  expect(answer.problem).toMatchObject({ status, field, detail });
  expect(answer.status).toBe(status);
  expect(made).not.toHaveBeenCalled();
});

test('a body that is no object is refused as a whole', async () => {
  const { problem } = await call('things-change', { body: '[]' });
  expect(problem).toEqual({
    type: 'about:blank',
    title: 'Request body is not valid',
    status: 400,
    detail: 'Request body must be an object, not an array.',
  });
});

test('a query parameter that is not known is refused, with those that are', async () => {
  expect((await call('things-change', { path: 'things/7?sise=large', body: good })).problem).toMatchObject({
    title: 'Query parameter sise is not known',
    detail: 'The query parameters of this path are size.',
  });
  expect((await call('things-add', { path: 'things?size=large', body: good })).problem).toMatchObject({
    detail: 'This path has no query parameters.',
  });
});

test('a body that is no JSON, or too long, is refused', async () => {
  expect((await call('things-add', { body: '{' })).problem).toMatchObject({
    status: 400,
    title: 'Request body is not valid JSON',
  });
  const long = JSON.stringify({ color: 'x'.repeat(64 * 1024) });
  expect((await call('things-add', { body: long })).status).toBe(413);
});

const nested = (depth: number) => `{"color":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

test.for([
  ['nested too deep', nested(33), 'Request body must be nested at most 32 deep.'],
  ['nested very deep', nested(30_000), 'Request body must be nested at most 32 deep.'],
  [
    'of too many members',
    `{"color":[${'1,'.repeat(9_999)}1]}`,
    'Request body must have at most 5000 members.',
  ],
] as const)(
  'a body %s is refused by the limit that it breaks, before it is read',
  async ([, body, detail]) => {
    expect((await call('things-add', { body })).problem).toMatchObject({ status: 400, detail });
  },
);

test('brackets and commas in a text are no depth and no members', async () => {
  const color = `"${'[{,'.repeat(3_000)}\\" ${'['.repeat(40)}`;
  expect((await call('things-add', { body: JSON.stringify({ color }) })).json).toEqual({ color });
  expect((await call('things-add', { body: nested(32) })).status).toBe(201);
});

test('the name of a parameter that is not known comes back short', async () => {
  const { problem } = await call('things-add', { path: `things?${'x'.repeat(5_000)}=1`, body: good });
  expect(JSON.stringify(problem).length).toBeLessThan(600);
});

test('a body that the use case checks itself comes to it as it was sent', async () => {
  expect(await call('things-add', { body: '{"color":1}' })).toMatchObject({
    status: 201,
    json: { color: 1 },
  });
});

test('a query that is missing is told from one that is wrong', async () => {
  expect((await call('door', { path: 'door' })).problem).toMatchObject({
    title: 'Query parameter key is missing',
    detail: 'key must be given.',
  });
  expect((await call('door', { path: 'door?key=longer' })).problem).toMatchObject({
    title: 'Query parameter key is not valid',
    field: 'key',
    detail: 'key must have at most 5 characters.',
  });
});

test('what fails where nobody is known is answered without its cause', async () => {
  const failed = await call('door', { path: 'door?key=stuck' });
  expect(failed.problem).toEqual({ type: 'about:blank', title: 'The call failed', status: 500 });
  broken = true;
  expect((await call('things-change', { body: good })).problem).toEqual(failed.problem);
});
