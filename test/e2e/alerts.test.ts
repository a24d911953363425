import { createHmac } from 'node:crypto';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { Arrived } from '../../dev/sinks/index.ts';
import type { ResponseSummary } from '../../src/response/responses/index.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ messageLease: 120, channels: true });
const off = { properties: { supportsHttpsTrafficOnly: false } };
const on = { properties: { supportsHttpsTrafficOnly: true } };
const policy = 'storage-requires-secure-transfer';

/** An account of its own, of which nothing more waits. */
async function account(): Promise<string> {
  const id = await it.app.copyOf(imagingArchiveId);
  await drain(it);
  return id;
}

const nameOf = (id: string): string => id.split('/').at(-1) ?? id;

/** What has arrived about an account, waiting for so many. */
function about(id: string, sink: Arrived['sink'], count: number): Promise<readonly Arrived[]> {
  return until(`${count} messages at ${sink}`, () => {
    const found = it.world.sinks.arrived.filter(
      (each) => each.sink === sink && each.body.includes(nameOf(id)),
    );
    return found.length >= count ? found : undefined;
  });
}

async function open(id: string, name = policy): Promise<ResponseSummary> {
  return until('the response', async () => {
    const { responses } = await it.app.json<{ responses: ResponseSummary[] }>('/api/responses');
    return responses.find(
      (each) => each.resourceId === id && each.policy === name && each.remediation?.status !== 'waiting',
    );
  });
}

async function as(role: string, method: string, path: string, body?: unknown): Promise<Response> {
  const oid = '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61';
  const token = await it.app.azure.userToken({ oid, roles: [role] });
  return it.app.call(method, path, token, body === undefined ? {} : { body });
}

/** Moves time, and has the timers of that time run. */
async function later(ms: number): Promise<void> {
  it.world.moveTime(ms);
  await it.app.run('every-minute');
}

describe.skipIf(given)('a drift is told', () => {
  test('by card, mail and signed webhook, once each; and so is its end', async () => {
    const { app, world } = it;
    const id = await account();
    const [event] = await app.changed({ method: 'PATCH', id, body: off });
    expect(event).toBeDefined();
    const [card] = await about(id, 'teams', 1);
    expect(JSON.parse(card?.body ?? '')).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    const [mail] = await about(id, 'mail', 1);
    expect(mail?.body).toMatch(/^Subject: phiwatch critical: /m);
    expect(mail?.body).toContain('supportsHttpsTrafficOnly');
    const [pager] = await about(id, 'webhook', 1);
    const { 'x-phiwatch-timestamp': timestamp, 'x-phiwatch-signature': signature } = pager?.headers ?? {};
    const expected = createHmac('sha256', world.environment['PAGER_KEY'] ?? '')
      .update(`${String(timestamp)}.${pager?.body}`)
      .digest('hex');
    expect(signature).toBe(`sha256=${expected}`);

    await app.changed({ method: 'PATCH', id, body: on });
    await drain(it);
    // The thread was spoken in just now: its next message waits ten minutes.
    await later(660_000);
    const [, resolved] = await about(id, 'teams', 2);
    expect(resolved?.body).toContain('Resolved: ');
    for (const sink of ['teams', 'mail', 'webhook'] as const)
      expect(await about(id, sink, 2)).toHaveLength(2);
    const { responses } = await app.json<{ responses: ResponseSummary[] }>('/api/responses');
    expect(responses.filter((each) => each.resourceId === id)).toEqual([]);
  });

  test('also where a channel fails for a while: kept, shown with the reason, and sent when it can be', async () => {
    const { app, world } = it;
    await later(660_000);
    world.sinks.answer('teams', [{ status: 500 }, { status: 429, retryAfter: 372 }]);
    const id = await account();
    await app.changed({ method: 'PATCH', id, body: off });
    await about(id, 'mail', 1);
    const undelivered = async () =>
      (await app.json<{ undelivered: { channel: string; reason: string }[] }>('/api/messages')).undelivered;
    await until('the failure', async () => ((await undelivered()).length > 0 ? true : undefined));
    // The timer of the host may have tried it again by now.
    expect(await undelivered()).toMatchObject([
      { channel: 'teams', reason: expect.stringMatching(/^(HTTP 500|asked to wait 372 s)$/), messages: 1 },
    ]);
    await later(30_000);
    await until('the pause', async () =>
      (await undelivered())[0]?.reason === 'asked to wait 372 s' ? true : undefined,
    );
    await later(400_000);
    expect(await about(id, 'teams', 1)).toHaveLength(1);
    await until('nothing to wait', async () => ((await undelivered()).length === 0 ? true : undefined));
  });

  test('and taken up by people, as their roles allow', async () => {
    const { app } = it;
    const id = await account();
    await app.changed({
      method: 'PATCH',
      id,
      body: { properties: { ...off.properties, minimumTlsVersion: 'TLS1_0' } },
    });
    const response = await open(id);
    expect(response).toMatchObject({ status: 'waiting', severity: 'critical', phi: true });
    const path = `/api/responses/${response.id}`;
    expect((await as('Reader', 'POST', `${path}/acknowledgement`, {})).status).toBe(403);
    expect((await as('Responder', 'POST', `${path}/acknowledgement`, {})).status).toBe(200);
    const wrong = await as('Responder', 'POST', `${path}/snooze`, {
      until: '2999-01-01T00:00:00Z',
      why: 'later',
    });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ field: 'until' });
    const disputed = await as('Responder', 'POST', `${path}/dispute`, { why: 'a proxy ends TLS before it' });
    expect(await disputed.json()).toMatchObject({ status: 'disputed' });
    const exemption = {
      reason: 'a proxy ends TLS before it, until it is replaced',
      owner: '1b7e3a25-8d4c-4f96-8e21-6a9c3d8f5b72',
      ticket: 'CHG-4711',
      category: 'Mitigated',
      expiresAt: new Date(it.world.now() + 30 * 86_400_000).toISOString(),
    };
    // Nobody is exempted from secure transfer; from another policy, once somebody else has approved it.
    const never = await as('Responder', 'POST', `${path}/exemption`, exemption);
    expect(await never.json()).toMatchObject({ status: 400, field: 'policies' });
    const tls = await open(id, 'storage-requires-tls-1-2');
    const asked = await as('Responder', 'POST', `/api/responses/${tls.id}/exemption`, exemption);
    expect(await asked.json()).toMatchObject({
      value: { scope: id, policies: ['storage-requires-tls-1-2'], status: 'requested' },
    });
    const view = (await (await as('Reader', 'GET', path)).json()) as { steps: { what: string }[] };
    expect(view.steps.map(({ what }) => what)).toEqual([
      'claimed',
      'notified',
      'planned',
      'acknowledged',
      'disputed',
    ]);
    expect((await as('Reader', 'GET', '/api/responses/nothing')).status).toBe(404);
    // A finding that is disputed is one: it stays in the list.
    expect((await open(id)).status).toBe('disputed');
  });

  test('again once the time allowed is over', async () => {
    const { app } = it;
    const id = await account();
    await app.changed({ method: 'PATCH', id, body: off });
    await open(id);
    for (let hours = 0; hours < 5; hours += 1) await later(3_600_000);
    await until(
      'the escalation',
      () =>
        it.world.sinks.arrived.some(
          ({ sink, body }) => sink === 'teams' && body.includes('Escalation') && body.includes(nameOf(id)),
        ) || undefined,
    );
    // Of two runs at once one may tell and the other record: the next run does what is left.
    await until('its record', async () => {
      await later(60_000);
      return (await open(id)).status === 'escalated' || undefined;
    });
  });
});
