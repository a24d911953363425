import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { trustedCertificate } from '../../support/trusted-certificate.ts';
import type { Drift } from '../../../src/model/drift.ts';
import type { DeliveryResult } from '../../../src/notifications/outbox/index.ts';
import { driftEvent } from '../../../src/notifications/publishing/drift-event.ts';
import {
  createPublisher,
  createPublishRun,
  createTargets,
  publishFrom,
  publishPending,
} from '../../../src/notifications/publishing/index.ts';
import type { IntegrationEvent, PublishPorts } from '../../../src/notifications/publishing/index.ts';
import { clouds } from '../../../src/platform/azure/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { driftOf, resourceIn, subscription } from '../../platform/store/samples.ts';
import { MemoryDue } from '../../support/fake-answers.ts';
import { FakeClock } from '../../support/fakes.ts';

function world(answer: (n: number) => DeliveryResult = () => ({ kind: 'sent' })) {
  const clock = new FakeClock();
  const journal: Drift[] = [];
  const marks = new Map<string, string>();
  const sent: (readonly IntegrationEvent[])[] = [];
  const ports: PublishPorts = {
    targets: [
      {
        name: 'topic',
        send: async (facts) => Promise.resolve((sent.push([...facts]), answer(sent.length))),
      },
    ],
    journal: {
      async *since(_subscriptions, since) {
        yield* await Promise.resolve(journal.filter(({ recordedAt }) => recordedAt >= since));
      },
    },
    watermarks: {
      read: async (name) =>
        Promise.resolve(
          marks.has(name) ? { value: marks.get(name) ?? '', etag: marks.get(name) ?? '' } : undefined,
        ),
      write: async (name, moment) => Promise.resolve((marks.set(name, moment), 'written' as const)),
    },
    subscriptions: [subscription],
    clock,
    log: createLog(() => undefined),
  };
  let sequence = 0;
  const record = (count: number, recordedAt = clock.iso()): void => {
    for (let n = 0; n < count; n += 1)
      journal.push(driftOf(resourceIn('a'), (sequence += 1), { recordedAt }));
  };
  const ids = () => sent.flat().map(({ data }) => data['sequence']);
  return { clock, ports, sent, record, ids };
}

test('drifts are sent once, in batches, from where the last run ended', async () => {
  const { clock, ports, sent, record, ids } = world();
  const publish = createPublisher();
  record(3, clock.iso(-7_200));
  expect(await publish(ports)).toBe(0);
  clock.advance(60);
  record(250);
  expect(await publish(ports)).toBe(250);
  expect(sent.map(({ length }) => length)).toEqual([100, 100, 50]);
  clock.advance(60);
  expect(await publish(ports)).toBe(0);
  record(1);
  await publish(ports);
  expect(ids().at(-1)).toBe(254);
  expect(new Set(ids()).size).toBe(ids().length);
});

test('what was noted is published also where drifts cannot be, and the run fails in the end', async () => {
  const { clock, ports, sent } = world();
  const book = new MemoryDue();
  await book.add({ id: 'answer|r|1', at: clock.iso() });
  const fact = { id: 'r|1', type: 'phiwatch.response.told', subject: 's', time: clock.iso(), data: {} };
  const run = createPublishRun()({
    ...ports,
    watermarks: { ...ports.watermarks, read: () => Promise.reject(new TypeError('a defect')) },
    pendingFor: () => book,
    events: { answer: () => Promise.resolve(fact) },
  });
  await expect(run).rejects.toThrow('parts of a run that failed: 1');
  expect(sent).toEqual([[fact]]);
});

test('a target that is down loses nothing', async () => {
  const { clock, ports, record, ids } = world((n) =>
    n === 2 || n === 3 ? { kind: 'failed', reason: 'HTTP 503' } : { kind: 'sent' },
  );
  const publish = createPublisher();
  await publish(ports);
  clock.advance(60);
  record(150);
  expect(await publish(ports)).toBe(100);
  clock.advance(3_600);
  record(10);
  expect(await publish(ports)).toBe(0);
  clock.advance(3_600);
  expect(await publish(ports)).toBe(60);
  expect(new Set(ids()).size).toBe(160);
});

test('a host that begins again sends the last minutes again, with the same ids; what is dispatched late is sent too', async () => {
  const { clock, ports, record, ids } = world();
  await createPublisher()(ports);
  clock.advance(3_600);
  record(5);
  await createPublisher()(ports);
  await createPublisher()(ports);
  expect(ids()).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  const publish = createPublisher();
  await publish(ports);
  clock.advance(7_200);
  record(1);
  await publish(ports);
  const late = clock.iso(-3_600);
  record(1, late);
  await publishFrom(late, ports);
  await publish(ports);
  expect(ids()).toContain(7);
});

test('what is noted is published once it has happened, and kept while a target is down', async () => {
  const { clock, ports, sent } = world((n) =>
    n === 1 ? { kind: 'failed', reason: 'HTTP 503' } : { kind: 'sent' },
  );
  const book = new MemoryDue();
  const happened = new Set(['a', 'b']);
  const events = {
    answer: async (id: string) =>
      Promise.resolve(
        happened.has(id)
          ? { id, type: 'phiwatch.response.told', subject: '/subscriptions/s', time: clock.iso(), data: {} }
          : undefined,
      ),
  };
  const noting = { ...ports, pendingFor: () => book, events };
  for (const id of ['a', 'b', 'never']) await book.add({ id: `answer|${id}`, at: clock.iso() });
  // Of two who wanted to be first, both noted it.
  await book.add({ id: 'answer|a', at: clock.iso(1) });
  clock.advance(60);
  expect(await publishPending(noting)).toBe(0);
  expect(book.entries).toHaveLength(4);
  expect(await publishPending(noting)).toBe(2);
  expect(sent.at(-1)?.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(book.entries.map(({ id }) => id)).toEqual(['answer|never']);
  clock.advance(901);
  expect(await publishPending(noting)).toBe(0);
  expect(book.entries).toEqual([]);
});

test('the clients of the services send CloudEvents and rows; what they are answered is understood', async () => {
  const tls = trustedCertificate();
  const got: { readonly url: string; readonly type: string; readonly body: unknown }[] = [];
  const statuses = [200, 204, 503, 403];
  const server = createServer(tls, (request, response) => {
    void buffer(request).then((bytes) => {
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      got.push({
        url: request.url ?? '',
        type: request.headers['content-type'] ?? '',
        body: JSON.parse(plain.toString()) as unknown,
      });
      response.statusCode = statuses[got.length - 1] ?? 500;
      return response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  onTestFinished(() => void server.close());
  const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credential = {
    getToken: async () => Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const table = { endpoint, rule: 'dcr-0a1b', stream: 'Custom-Phiwatch_CL' };
  const [topic, rows] = createTargets(
    { topic: `${endpoint}/api/events`, table },
    { credential, now: () => new Date(), audiences: clouds.AzureCloud },
  );
  const drift = driftEvent(
    driftOf(resourceIn('a'), 1, {
      recordedAt: '2026-03-01T08:00:00.000Z',
      actor: { objectId: 'o', kind: 'User' },
    }),
  );
  expect(await topic?.send([drift])).toEqual({ kind: 'sent' });
  expect(await rows?.send([drift])).toEqual({ kind: 'sent' });
  expect(await topic?.send([drift])).toEqual({ kind: 'failed', reason: 'HTTP 503' });
  expect(await rows?.send([drift])).toEqual({ kind: 'refused', reason: 'HTTP 403' });
  expect(got[0]).toMatchObject({
    type: expect.stringContaining('cloudevents-batch+json'),
    body: [{ specversion: '1.0', type: 'phiwatch.drift.recorded', id: drift.id, subject: drift.subject }],
  });
  expect(got[1]?.url).toContain('/dataCollectionRules/dcr-0a1b/streams/Custom-Phiwatch_CL');
  expect(got[1]?.body).toMatchObject([
    { Id: drift.id, Kind: 'phiwatch.drift.recorded', to: 'NonCompliant', settings: expect.any(Array) },
  ]);
  // Values of settings stay in the journal.
  expect(JSON.stringify(got)).not.toContain('"before"');
});

test.each(Object.entries(clouds))(
  'in %s, each service is asked with a token of its own',
  async (_, cloud) => {
    const got: (string | undefined)[] = [];
    const server = createServer(trustedCertificate(), (request, response) => {
      got.push(request.headers.authorization);
      request.resume();
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const own = [`${cloud.eventGrid}/.default`, `${cloud.ingestion}/.default`];
    // As Entra ID does, which knows no such resource in another cloud.
    const credential = {
      getToken: async (scopes: string | string[]) => {
        const scope = String(scopes);
        if (!own.includes(scope)) throw new Error(`AADSTS500011: ${scope} was not found in the tenant`);
        return Promise.resolve({ token: scope, expiresOnTimestamp: Date.now() + 3_600_000 });
      },
    };
    const table = { endpoint, rule: 'dcr-0a1b', stream: 'Custom-Phiwatch_CL' };
    const targets = createTargets(
      { topic: `${endpoint}/api/events`, table },
      { credential, now: () => new Date(), audiences: cloud },
    );
    const drift = driftEvent(driftOf(resourceIn('a'), 1));
    for (const target of targets) expect(await target.send([drift])).toEqual({ kind: 'sent' });
    expect(got).toEqual(own.map((scope) => `Bearer ${scope}`));
  },
);
