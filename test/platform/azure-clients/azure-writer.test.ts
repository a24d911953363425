import { startTestAzure, writer as writerId } from '@phiwatch/azure-simulator/testing';
import type { TestAzure } from '@phiwatch/azure-simulator/testing';
import { estate } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { createAzureWriter } from '../../../src/platform/azure-clients/azure-writer.ts';
import { errorWords } from '../../../src/platform/azure-clients/error-words.ts';
import { operationIn, standingOf } from '../../../src/platform/azure-clients/long-operation.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';

const date = new Date('2026-03-01T08:00:00.000Z');
const origin = 'https://management.azure.com';
const link = `${origin}/subscriptions/s/providers/Microsoft.Sql/locations/l/operations/1?t=1&s=2`;
const elsewhere = 'https://management.example.org/operations/1';

type Answered = Parameters<typeof operationIn>[0];
const answered = (status: number, more: Partial<Answered> = {}): Answered => ({
  kind: 'answered',
  startedAt: date.toISOString(),
  status,
  body: undefined,
  retryAfter: undefined,
  date,
  ...more,
});

test.each<[status: number, more: Partial<Answered>, operation: object | undefined, why: string]>([
  [200, {}, undefined, 'it is done'],
  [201, {}, undefined, 'it was made at once'],
  [200, { location: link }, undefined, 'no operation is meant'],
  [
    202,
    { asyncOperation: link, location: elsewhere },
    { kind: 'status', url: link },
    'the header to be preferred',
  ],
  [200, { asyncOperation: link }, { kind: 'status', url: link }, 'a PUT may be answered so'],
  [
    202,
    { location: link, retryAfter: '15' },
    { kind: 'result', url: link, retryAfterSeconds: 15 },
    'the other header',
  ],
  [201, { location: link }, { kind: 'result', url: link }, 'as well'],
  [202, {}, { kind: 'untold' }, 'no address'],
  [
    202,
    { asyncOperation: elsewhere, location: link },
    { kind: 'untold' },
    'the token is for this host alone',
  ],
  [202, { location: elsewhere }, { kind: 'untold' }, 'the token is for this host alone'],
  [202, { location: 'operations/1' }, { kind: 'untold' }, 'no address'],
])('an answer %i with %j speaks of an operation, or of none', (status, more, operation, why) => {
  expect(operationIn(answered(status, more), origin), why).toEqual(operation);
});

const error = { error: { code: 'Conflict', message: 'It was interrupted.' } };

test.each<[kind: 'status' | 'result', answer: Parameters<typeof standingOf>[1], standing: object]>([
  ['status', answered(200, { body: { status: 'Succeeded' } }), { kind: 'succeeded' }],
  [
    'status',
    answered(200, { body: { status: 'InProgress' }, retryAfter: '7' }),
    { kind: 'running', retryAfterSeconds: 7 },
  ],
  ['status', answered(200, { body: { status: 'Updating' } }), { kind: 'running' }],
  ['status', answered(200), { kind: 'running' }],
  [
    'status',
    answered(200, { body: { status: 'Failed', ...error } }),
    { kind: 'failed', why: 'Conflict: It was interrupted' },
  ],
  ['status', answered(200, { body: { status: 'Failed' } }), { kind: 'failed', why: 'Azure gave no reason' }],
  ['status', answered(200, { body: { status: 'Canceled' } }), { kind: 'failed', why: 'it was canceled' }],
  ['status', answered(400, { body: error }), { kind: 'running', why: 'HTTP 400' }],
  ['result', answered(202, { retryAfter: '7' }), { kind: 'running', retryAfterSeconds: 7 }],
  ['result', answered(200), { kind: 'succeeded' }],
  ['result', answered(204), { kind: 'succeeded' }],
  ['result', answered(409, { body: error }), { kind: 'failed', why: 'Conflict: It was interrupted' }],
  ['result', answered(503), { kind: 'running', why: 'HTTP 503' }],
  ['status', answered(404), { kind: 'lost', why: 'HTTP 404' }],
  ['result', answered(403), { kind: 'lost', why: 'HTTP 403' }],
  [
    'status',
    answered(429, { retryAfter: '30' }),
    { kind: 'running', retryAfterSeconds: 30, why: 'HTTP 429' },
  ],
  ['status', { kind: 'failed', startedAt: '', reason: 'no answer' }, { kind: 'running', why: 'no answer' }],
])('a look by the address of the %s that gives %j', (kind, answer, standing) => {
  expect(standingOf(kind, answer)).toEqual(standing);
});

test.each<[message: string, words: string]>([
  ["Login 'jane.doe' of [patients] failed.", 'Conflict: Login (removed) of (removed) failed'],
  ['Ask jane.doe@example.org.\r\nActivityId: 1', 'Conflict: Ask (removed)'],
  ['The record of MRN 12345 is locked', 'Conflict: its message is left out, as it may hold personal data'],
  ['x'.repeat(400), `Conflict: ${'x'.repeat(300)}…`],
  ['', 'Conflict'],
])('of the message %j the record has %s', (message, words) => {
  expect(errorWords({ error: { code: 'Conflict', message } })).toBe(words);
});

const { types } = loadCatalogue();

function writerOf(azure: TestAzure) {
  return createAzureWriter({
    endpoint: azure.armUrl,
    credential: {
      getToken: async () => {
        const { token } = await azure.simulation.tokens.issue({ oid: writerId, resource: origin });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    scope: `${origin}/.default`,
    types,
    now: () => new Date(),
  });
}

const idOf = (type: string) => estate().find((each) => each.type === type)!.id!;

test('an operation of the simulated Azure is followed over the wire, and to no other host', async () => {
  const azure = await startTestAzure();
  azure.simulation.operations.arrange({ seconds: 0, retryAfter: 3 });
  const client = writerOf(azure);
  const id = idOf('Microsoft.Sql/servers');
  const body = { properties: { minimalTlsVersion: '1.2' } };
  const outcome = await client.write({ id, method: 'PATCH', body, correlationId: 'c' });
  expect(outcome).toMatchObject({
    kind: 'done',
    status: 202,
    operation: { kind: 'status', retryAfterSeconds: 3 },
  });
  if (outcome.kind !== 'done' || !outcome.operation || outcome.operation.kind === 'untold')
    throw new Error('no operation');
  expect(await client.follow(outcome.operation)).toEqual({ kind: 'succeeded' });
  const { length } = azure.simulation.log;
  expect(await client.follow({ kind: 'status', url: elsewhere })).toMatchObject({ kind: 'lost' });
  expect(azure.simulation.log).toHaveLength(length);
});

test('an ETag is taken from those types alone whose providers heed it', async () => {
  const azure = await startTestAzure();
  const client = writerOf(azure);
  const group = idOf('Microsoft.Network/networkSecurityGroups');
  const { headers } = await azure.call('GET', group);
  expect(headers.get('etag')).not.toBeNull();
  expect(await client.read(group)).not.toHaveProperty('etag');
});

test.each([
  [412, 'PreconditionFailed', undefined, 'busy'],
  [412, 'PreconditionFailed', 'W/"1"', 'changed'],
  [409, 'ConflictingServerOperation', undefined, 'busy'],
  [409, 'ServerDisabled', undefined, 'refused'],
])('HTTP %i %s after If-Match %s is %s', async (status, code, ifMatch, kind) => {
  const azure = await startTestAzure();
  azure.simulation.faults.add({ match: { method: 'PATCH' }, status, code });
  const id = idOf('Microsoft.Sql/servers');
  const request = { id, method: 'PATCH', body: {}, correlationId: 'c', ...(ifMatch && { ifMatch }) } as const;
  expect(await writerOf(azure).write(request)).toMatchObject({ kind, status });
});
