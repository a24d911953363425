import { expect, test } from 'vitest';
import { Contract } from './support/contract.ts';

/** What the suite holds every answer to: it must see what differs. */
const contract = new Contract({
  paths: {
    '/api/things/{id}': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          404: { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/api/things/all': {
      delete: { responses: { 204: {} } },
      post: {
        requestBody: {
          content: { 'application/json': { schema: { type: 'object', required: ['why'], properties: {} } } },
        },
        responses: { 204: {} },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: { id: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
        required: ['id'],
      },
    },
    responses: { NotFound: { content: { 'application/problem+json': { schema: { type: 'object' } } } } },
  },
});

const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
const differs = (method: string, path: string, answer: Response, body?: unknown) =>
  contract.difference({ method, path, answer, body });

test('what is as it is described differs in nothing', async () => {
  expect(await differs('GET', '/api/things/7?x=1', json({ id: '7' }))).toBeUndefined();
  const missing = json({}, 404, 'application/problem+json; charset=utf-8');
  expect(await differs('GET', '/api/things/7', missing)).toBeUndefined();
  expect(await differs('DELETE', '/api/things/all', new Response(null, { status: 204 }))).toBeUndefined();
  expect(await differs('GET', '/api/nothing', new Response('', { status: 404 }))).toBeUndefined();
});

test.each([
  ['a member that is not described', json({ id: '7', hidden: 1 }), 'hidden'],
  ['a member of another type', json({ id: 7 }), '/id must be string'],
  ['a member that is missing', json({}), "'id'"],
  ['a time that is none', json({ id: '7', at: 'noon' }), '/at'],
  ['a status that is not described', json({}, 500), 'status 500'],
  ['another content type', json({}, 404), 'content type application/json'],
])('%s is seen', async (_what, answer, difference) => {
  expect(await differs('GET', '/api/things/7', answer)).toContain(difference);
});

test('so are an operation that is not described, and a body that should have been refused', async () => {
  expect(await differs('PUT', '/api/things/7', json({}))).toContain('no such operation');
  const done = new Response(null, { status: 204 });
  expect(await differs('POST', '/api/things/all', done, {})).toContain('why');
  expect(await differs('POST', '/api/things/all', done, { why: 'x' })).toContain('must NOT have additional');
  expect(await differs('DELETE', '/api/things/all', new Response('x', { status: 200 }))).toContain('status');
});
