import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seenBy, startHost } from './start-host.ts';
import type { RunningHost } from './start-host.ts';

let host: RunningHost;
beforeAll(async () => {
  host = await startHost({
    settings: {
      NIGHTLY: '0 0 3 1 1 *',
      WORK_QUEUE: 'work',
      Storage__queueServiceUri: 'https://127.0.0.1:1/account',
    },
  });
});
afterAll(async () => {
  await host?.stop();
});

interface Delivery {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  name?: string;
  key?: string;
}

function deliver(delivery: Delivery): Promise<Response> {
  const {
    method = 'POST',
    body,
    headers = {},
    name = 'changed',
    key = host.keys.system.eventgrid_extension,
  } = delivery;
  return fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=${name}&code=${key}`, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

const notification = { 'aeg-event-type': 'Notification' };
const event = (subject: string): object => ({
  id: subject,
  subject,
  eventType: 'x',
  data: { operation: 'write' },
});
const cloudEvent = (subject: string): object => ({
  specversion: '1.0',
  id: subject,
  subject,
  type: 'x',
  source: 's',
});
const subjects = async (): Promise<unknown[]> =>
  (await seenBy(host, 'changed')).map((entry) => (entry.input as { subject: string }).subject);

describe('handshakes', () => {
  it('sends back the validation code', async () => {
    const validation = { 'aeg-event-type': 'SubscriptionValidation' };
    const response = await deliver({ headers: validation, body: [{ data: { validationCode: 'abc' } }] });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ validationResponse: 'abc' });
    // A subscription with the CloudEvents schema sends one event whose data is JSON within JSON.
    const single = await deliver({ headers: validation, body: { data: '{"validationCode":"def"}' } });
    expect(await single.json()).toEqual({ validationResponse: 'def' });
    expect((await deliver({ headers: validation, body: [{ data: {} }] })).status).toBe(400);
  });

  it('allows the origin that asks with OPTIONS', async () => {
    const response = await deliver({
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.azure.net' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
    expect(response.headers.get('webhook-allowed-rate')).toBe('*');
    expect((await deliver({ method: 'OPTIONS' })).status).toBe(400);
  });

  it('accepts that a subscription ends', async () => {
    expect((await deliver({ headers: { 'aeg-event-type': 'Unsubscribe' } })).status).toBe(202);
  });
});

describe('notifications', () => {
  it('run the function once per event of an array', async () => {
    expect((await deliver({ headers: notification, body: [event('a1'), event('a2')] })).status).toBe(202);
    expect(await subjects()).toEqual(expect.arrayContaining(['a1', 'a2']));
    const entry = (await seenBy(host, 'changed')).find((one) => (one.input as { id: string }).id === 'a1');
    expect(entry?.metadata).toMatchObject({ data: { operation: 'write' } });
  });

  it('run it for a single CloudEvent and for a batch', async () => {
    expect((await deliver({ headers: notification, body: cloudEvent('c1') })).status).toBe(202);
    const batch = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
    expect((await deliver({ headers: batch, body: [cloudEvent('c2'), cloudEvent('c3')] })).status).toBe(202);
    expect(await subjects()).toEqual(expect.arrayContaining(['c1', 'c2', 'c3']));
  });

  it('fail as a whole when one event fails, after all were tried', async () => {
    const response = await deliver({ headers: notification, body: [event('bad'), event('good')] });
    expect(response.status).toBe(500);
    expect(await subjects()).toEqual(expect.arrayContaining(['bad', 'good']));
  });

  it('are refused when they are not JSON, not events or of no known kind', async () => {
    expect((await deliver({ headers: notification, body: '{not json' })).status).toBe(400);
    expect((await deliver({ headers: notification, body: ['text'] })).status).toBe(400);
    expect((await deliver({ headers: { 'aeg-event-type': 'Other' }, body: [] })).status).toBe(400);
    expect((await deliver({ body: [event('unannounced')] })).status).toBe(400);
    expect(await subjects()).not.toContain('unannounced');
  });

  it.each([63, 5_000, 20_000])(
    'are refused when they are deeper than Azure reads, and reach no function: %i levels',
    async (levels) => {
      const nested = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
      const body = `[{"id":"deep","subject":"deep-${levels}","eventType":"x","data":${nested}}]`;
      expect((await deliver({ headers: notification, body })).status).toBe(400);
      expect(await subjects()).not.toContain(`deep-${levels}`);
    },
  );

  it('are taken as deep as Azure reads them', async () => {
    const nested = `${'{"a":'.repeat(62)}1${'}'.repeat(62)}`;
    const body = `[{"id":"deep","subject":"deep-62","eventType":"x","data":${nested}}]`;
    expect((await deliver({ headers: notification, body })).status).toBe(202);
    expect(await subjects()).toContain('deep-62');
  });

  it('want the key of the extension and a function that exists', async () => {
    const body = [event('intruder')];
    for (const key of ['', 'wrong', host.keys.functions.default])
      expect((await deliver({ headers: notification, body, key })).status).toBe(401);
    expect((await deliver({ headers: notification, body, name: 'nobody' })).status).toBe(404);
    expect((await deliver({ headers: notification, body, name: 'hello' })).status).toBe(404);
    expect((await deliver({ headers: notification, body: [], key: host.keys.master })).status).toBe(202);
    expect(await subjects()).not.toContain('intruder');
  });
});
