import { expect, onTestFinished, test } from 'vitest';
import { startMailService } from '../../dev/sinks/acs.ts';
import { acsChannel } from '../../src/notifications/channels/acs.ts';
import { drainChannel } from '../../src/notifications/outbox/index.ts';
import type { Batch, OutboxPorts } from '../../src/notifications/outbox/index.ts';
import type { MailSettings } from '../../src/notifications/channels/smtp.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { MemoryOutbox } from '../support/fake-answers.ts';
import { FakeClock } from '../support/fakes.ts';
import { trustedCertificate } from '../support/trusted-certificate.ts';

const first = '11111111-0000-4000-8000-000000000001';
const second = '11111111-0000-4000-8000-000000000002';

const mail: MailSettings & { readonly timeZone: string } = {
  from: 'phiwatch@lakeside.example',
  to: ['compliance@lakeside.example'],
  timeZone: 'UTC',
};

const message = (createdAt: string) => ({
  id: 'm',
  channel: 'mail',
  kind: 'first' as const,
  thread: 't',
  severity: 'high' as const,
  content: { title: 'stlakesideimages accepts unencrypted connections', lines: [] },
  createdAt,
  notBefore: createdAt,
});

/** A channel to a mail service of its own; no wait takes time. */
async function world(settings: Partial<MailSettings> = {}) {
  const service = await startMailService(trustedCertificate());
  onTestFinished(() => service.stop());
  const clock = new FakeClock();
  const limit = new AbortController();
  const waits: number[] = [];
  const scopes: string[] = [];
  const credential = {
    getToken: async (scope: string | string[]) => {
      scopes.push(String(scope));
      return Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 });
    },
  };
  let onWait = (): void => undefined;
  const channel = acsChannel(
    service.endpoint,
    credential,
    { ...mail, ...settings },
    {
      now: () => clock.now(),
      signal: () => limit.signal,
      wait: async (milliseconds, signal) => {
        waits.push(milliseconds);
        onWait();
        signal.throwIfAborted();
        return Promise.resolve();
      },
    },
  );
  const batch = (more: Partial<Batch> = {}): Batch => ({
    messages: [message(clock.iso())],
    repeat: false,
    operation: first,
    begun: false,
    ...more,
  });
  return {
    service,
    channel,
    clock,
    waits,
    scopes,
    batch,
    abort: () => limit.abort(),
    whenWaiting: (step: () => void) => void (onWait = step),
  };
}

test('a mail is accepted under the id of its sending, and looked up until it has succeeded', async () => {
  const { service, channel, waits, scopes, batch } = await world();
  service.course = ['Running', 'Running', 'Succeeded'];
  expect(await channel.send(batch())).toEqual({ kind: 'sent' });
  expect(service.accepted).toEqual([
    { operation: first, subject: expect.stringContaining('stlakesideimages'), to: mail.to },
  ]);
  expect(waits).toEqual([3_000, 3_000, 3_000]);
  expect(new Set(scopes)).toEqual(new Set(['https://communication.azure.com//.default']));
});

test('a mail whose answer was lost is looked up, and not sent again', async () => {
  const { service, channel, batch } = await world();
  service.answers.push('lost');
  expect(await channel.send(batch())).toEqual({ kind: 'failed', reason: 'no answer of the mail service' });
  expect(await channel.send(batch({ begun: true, repeat: true }))).toEqual({ kind: 'sent' });
  expect(service.accepted).toHaveLength(1);
  expect(service.requests).toEqual(['POST', 'GET']);
});

test('a slow mail ends its try in time, and the next one only looks', async () => {
  const { service, channel, batch, abort, whenWaiting } = await world();
  service.course = ['Running'];
  whenWaiting(abort);
  expect(await channel.send(batch())).toEqual({
    kind: 'failed',
    reason: 'the mail service has not finished within 90 s',
  });
  expect(service.accepted).toHaveLength(1);
});

test('a mail that never arrived is sent under the same id', async () => {
  const { service, channel, batch } = await world();
  expect(await channel.send(batch({ begun: true, repeat: true }))).toEqual({ kind: 'sent' });
  expect(service.requests).toEqual(['GET', 'POST', 'GET']);
  expect(service.accepted.map(({ operation }) => operation)).toEqual([first]);
});

test.each([
  [429, { kind: 'held', seconds: 7 }],
  [401, { kind: 'refused', reason: 'HTTP 401' }],
  [409, { kind: 'failed', reason: 'HTTP 409' }],
  [503, { kind: 'failed', reason: 'HTTP 503' }],
])('an answer of %i means %j', async (status, result) => {
  const { service, channel, batch } = await world();
  service.answers.push(status);
  expect(await channel.send(batch())).toEqual(result);
  expect(service.accepted).toEqual([]);
});

test.each(['Failed', 'Canceled'] as const)('a mail that is %s is over: it is sent anew', async (status) => {
  const { service, channel, batch } = await world();
  service.course = [status];
  expect(await channel.send(batch())).toEqual({
    kind: 'failed',
    reason: `the mail is ${status}`,
    over: true,
  });
});

test('the rates are those of the settings', async () => {
  expect((await world()).channel.limits).toEqual([
    { count: 25, seconds: 60 },
    { count: 90, seconds: 3_600 },
  ]);
  expect((await world({ perMinute: 4, perHour: 9 })).channel.limits).toEqual([
    { count: 4, seconds: 60 },
    { count: 9, seconds: 3_600 },
  ]);
});

test('from the outbox: one mail whatever is lost, and another sending after one that failed', async () => {
  const { service, channel, clock } = await world();
  const outbox = new MemoryOutbox();
  const ids = ['lease', first, 'lease', second];
  const ports: OutboxPorts = {
    outbox,
    channels: new Map([['mail', channel]]),
    clock,
    log: createLog(() => undefined),
    newId: () => ids.shift() ?? 'lease',
  };
  const drain = async () => {
    const next = await drainChannel('mail', ports);
    if (next !== undefined) clock.advance(Math.max(0, (Date.parse(next) - clock.now().getTime()) / 1000));
    return next;
  };
  await outbox.add(message(clock.iso()));
  service.answers.push('lost');
  await drain();
  service.course = ['Failed'];
  await drain();
  expect(service.accepted.map(({ operation }) => operation)).toEqual([first]);
  service.course = ['Succeeded'];
  expect(await drain()).toBeUndefined();
  expect(service.accepted.map(({ operation }) => operation)).toEqual([first, second]);
});
