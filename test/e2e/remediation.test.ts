import { odata, TableClient } from '@azure/data-tables';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { writerIdentity } from '../../dev/people.ts';
import type { WriteRecord } from '../../src/platform/store/write-types.ts';
import type { Response as Answer, ResponseStep } from '../../src/response/responses/index.ts';
import { administrator } from './support/azure.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ messageLease: 60, channels: true, writer: true });
const policy = 'storage-requires-secure-transfer';
const off = { properties: { supportsHttpsTrafficOnly: false } };
const people = {
  ada: '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61',
  ben: '1b6d2f14-7c3b-4e85-9d10-5f8b2c7e4a62',
  eva: '2c6d2f14-7c3b-4e85-9d10-5f8b2c7e4a63',
};

async function call(oid: string, method: string, path: string, body?: unknown): Promise<Response> {
  const roles = ['RemediationApprover', 'Responder'];
  const token = await it.app.azure.userToken({ oid, roles });
  return it.app.call(method, path, token, body === undefined ? {} : { body });
}

async function done<T>(oid: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await call(oid, method, path, body);
  const text = await response.text();
  expect(`${response.status} ${text}`).toMatch(/^20[01] /);
  return JSON.parse(text) as T;
}

/** A mode for the accounts of one test, by a tag. */
async function mode(wanted: 'ask' | 'auto', tag: string): Promise<void> {
  const rule = { mode: wanted, policy, tag: { name: 'test', value: tag }, why: 'this test' };
  const { id } = await done<{ id: string }>(people.ada, 'POST', '/api/remediation/modes', rule);
  const path = `/api/remediation/modes/${id}/approval`;
  expect((await call(people.ada, 'POST', path, {})).status).toBe(403);
  await done(people.ben, 'POST', path, {});
  if (wanted === 'auto') await done(people.eva, 'POST', path, {});
}

/** An account of its own with a tag, of which nothing more waits. */
async function account(tag: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
  const id = await it.app.copyOf(imagingArchiveId);
  await it.app.changed({ method: 'PATCH', id, body: { tags: { test: tag, phi: 'true', ...tags } } });
  await drain(it);
  return id;
}

interface Answered {
  readonly response: Answer;
  readonly steps: ResponseStep[];
}

/** What is answered to the last drift of an account so far. */
async function latestAnswer(id: string): Promise<Answered | undefined> {
  const drifts = (await it.app.drifts(id)).filter(
    (each) => each.policy === policy && each.to === 'NonCompliant',
  );
  const found = await it.app.get(`/api/responses/${drifts.at(-1)?.id ?? ''}`);
  return found.ok ? ((await found.json()) as Answered) : undefined;
}

/** The same, once it has come to a standing. */
function answer(id: string, ...statuses: readonly string[]): Promise<Answered> {
  return until(`an answer that is ${statuses.join(' or ')}`, async () => {
    const view = await latestAnswer(id);
    if (!view) return undefined;
    const { status, remediation } = view.response;
    // What holds is at its end once it is closed.
    if (remediation?.status === 'verified' && status !== 'closed') return undefined;
    return statuses.includes(remediation?.status ?? '') ? view : undefined;
  });
}

/** Moves time, and has the timers of that time run. */
async function later(seconds: number): Promise<void> {
  it.world.moveTime(seconds * 1000);
  await it.app.run('every-minute');
}

/** An answer that comes to a standing while time goes on: a slow host takes up later what is due. */
async function answerInTime(id: string, status: string): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    if ((await latestAnswer(id))?.response.remediation?.status === status) break;
    await later(30);
  }
  await answer(id, status);
}

/** Writes by the identity that puts things back. */
function written(id: string) {
  return it.world.azure.simulation.changes.filter(
    (change) => change.id.toLowerCase() === id.toLowerCase() && change.actor.oid === writerIdentity.oid,
  );
}
function isSecure(id: string): unknown {
  const properties = it.world.azure.simulation.resources.get(id)?.resource['properties'];
  return (properties as Record<string, unknown> | undefined)?.['supportsHttpsTrafficOnly'];
}
const arrived = (id: string, sink: 'teams' | 'mail', text: string): boolean =>
  it.world.sinks.arrived.some(
    (each) =>
      each.sink === sink && each.body.includes(id.split('/').at(-1) ?? id) && each.body.includes(text),
  );

/** Something that sets it off again, whoever sets it on. */
function fight(id: string): void {
  const actor = { oid: '9d6d2f14-7c3b-4e85-9d10-5f8b2c7e4a69', type: 'ServicePrincipal' as const };
  it.world.azure.simulation.turnBacks = [{ id, property: 'supportsHttpsTrafficOnly', value: false, actor }];
}

describe.skipIf(given)('a drift is remediated', () => {
  test('once somebody else approves: card and mail, PATCH, read back, resolved', async () => {
    const { app } = it;
    await mode('ask', 'asked');
    const id = await account('asked');
    await app.changed({ method: 'PATCH', id, body: off });
    const { response } = await answer(id, 'asked');
    expect(response).toMatchObject({
      plan: {
        method: 'PATCH',
        changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
      },
      request: { needed: 1 },
    });
    await until('card and mail', () =>
      arrived(id, 'teams', 'Approval needed') && arrived(id, 'mail', 'Approval needed') ? true : undefined,
    );
    const path = `/api/responses/${response.id}/approval`;
    const approval = { planHash: response.plan?.hash };
    // Who made the change may not approve it, whatever their roles.
    const own = await call(administrator.oid, 'POST', path, approval);
    expect([own.status, await own.json()]).toMatchObject([
      403,
      { title: 'Nobody decides on their own work' },
    ]);
    expect(written(id)).toEqual([]);
    await done(people.ben, 'POST', path, approval);
    const { response: after, steps } = await answer(id, 'verified');
    expect(after).toMatchObject({ status: 'closed', closure: 'remediated' });
    // What takes long is resumed by the timer, and goes on as if it were not.
    expect(steps.map(({ what }) => what).filter((what) => what !== 'resumed')).toEqual([
      'claimed',
      'notified',
      'asked',
      'approved',
      'written',
      'verified',
      'closed',
    ]);
    expect(isSecure(id)).toBe(true);
    expect(written(id)).toMatchObject([{ method: 'PATCH' }]);
    const { writes } = await app.json<{ writes: WriteRecord[] }>(`/api/responses/${response.id}`);
    expect(writes).toMatchObject([
      {
        intent: {
          approvedBy: [people.ben],
          identity: writerIdentity.appid,
          changes: [{ before: false, after: true }],
        },
        end: { result: 'applied', status: 200 },
        check: { verified: true },
      },
    ]);
    await drain(it);
    await app.reaches(id, policy, 'Compliant');
    await later(660);
    await until('resolved', () =>
      arrived(id, 'teams', 'Resolved: ') && arrived(id, 'mail', 'Resolved: ') ? true : undefined,
    );
  });

  test('by itself in mode auto, taken back by two people, and then left to people', async () => {
    const { app } = it;
    await mode('auto', 'auto');
    const id = await account('auto');
    await app.changed({ method: 'PATCH', id, body: off });
    const { response } = await answer(id, 'verified');
    expect(isSecure(id)).toBe(true);
    expect(written(id)).toHaveLength(1);
    await drain(it);
    await done(people.ada, 'POST', `/api/responses/${response.id}/revert`, { why: 'an old scanner' });
    const path = `/api/responses/${response.id}/approval`;
    const { response: asked } = await answer(id, 'asked');
    expect((await call(people.ada, 'POST', path, { planHash: asked.plan?.hash })).status).toBe(403);
    await later(700);
    await done(people.ben, 'POST', path, { planHash: asked.plan?.hash });
    await until('it to be taken back', () => (isSecure(id) === false ? true : undefined));
    await drain(it);
    const { response: next } = await answer(id, 'asked');
    expect(next.id).not.toBe(response.id);
    expect(next.remediation).toMatchObject({ mode: 'ask', why: 'people have reverted it before' });
    expect(written(id)).toHaveLength(2);
  });

  test('but not with the tag that opts it out', async () => {
    const id = await account('auto', { 'phiwatch-remediation': 'off' });
    await it.app.changed({ method: 'PATCH', id, body: off });
    const { response } = await answer(id, 'blocked');
    expect(response.remediation?.why).toBe('a tag opts the resource out of remediation');
    expect(written(id)).toEqual([]);
  });

  /** Whether Azure has answered a PATCH of it so. */
  const answered = (id: string, status: number): Promise<true> =>
    until(`the answer ${status}`, () =>
      it.world.azure.simulation.log.some(
        (each) =>
          each.method === 'PATCH' && each.path.includes(id.split('/').at(-1)!) && each.status === status,
      )
        ? true
        : undefined,
    );

  test('where Azure answers the PATCH with 409, 412, 503 or 403', async () => {
    const { app } = it;
    const answers = [
      { status: 409, code: 'AnotherOperationInProgress' },
      { status: 412, code: 'PreconditionFailed' },
      { status: 503 },
      { status: 403, code: 'AuthorizationFailed' },
    ];
    const ids = await Promise.all(answers.map(() => account('auto')));
    for (const [n, id] of ids.entries()) {
      await app.azure.fault({ match: { method: 'PATCH', idPattern: `${id}$` }, times: 1, ...answers[n]! });
      await app.changed({ method: 'PATCH', id, body: off });
    }
    await Promise.all(answers.map(({ status }, n) => answered(ids[n]!, status)));
    const denied = ids.pop()!;
    for (const id of ids) await answer(id, 'decided');
    await later(29);
    await later(5);
    // No If-Match tells whether the call with 503 took effect: that is waited for.
    await later(60);
    for (const [n, id] of ids.entries()) {
      await answerInTime(id, 'verified');
      expect(isSecure(id), String(answers[n]?.status)).toBe(true);
      expect(written(id), String(answers[n]?.status)).toHaveLength(1);
    }
    await answer(denied, 'blocked');
    expect(isSecure(denied)).toBe(false);
    expect(written(denied)).toEqual([]);
  });

  test('where Azure answers the PATCH with 429 and Retry-After 372', async () => {
    const { app } = it;
    const id = await account('auto');
    const match = { method: 'PATCH', idPattern: `${id}$` };
    await app.azure.fault({ match, times: 1, status: 429, retryAfter: 372 });
    await app.changed({ method: 'PATCH', id, body: off });
    await answered(id, 429);
    await answer(id, 'decided');
    await later(371);
    expect(written(id)).toEqual([]);
    await later(5);
    await answer(id, 'verified');
    expect(isSecure(id)).toBe(true);
    expect(written(id)).toHaveLength(1);
  });

  test('three times where something turns it back each time; then one escalation, and no more', async () => {
    const { app, world } = it;
    const id = await account('auto');
    fight(id);
    await app.changed({ method: 'PATCH', id, body: off });
    // Once it is given up, for half an hour more.
    for (let after = 0; after < 7;) {
      await later(300);
      await drain(it);
      if ((await latestAnswer(id))?.response.remediation?.status === 'blocked') after += 1;
    }
    world.azure.simulation.turnBacks = [];
    expect(written(id)).toHaveLength(3);
    const told = world.sinks.arrived
      .filter(({ sink }) => sink === 'webhook')
      .flatMap(
        ({ body }) =>
          (JSON.parse(body) as { messages: { id: string; content: { resourceId?: string } }[] }).messages,
      )
      .filter((each) => each.content.resourceId === id && each.id.includes('|loop|'));
    expect(told).toHaveLength(1);
  });

  test('until nothing is left of the workflows, a month after they ended', async () => {
    const { app, world } = it;
    const hub = TableClient.fromConnectionString(app.connection.storage, 'TestHubNameInstances', {
      allowInsecureConnection: true,
    });
    const ended = async (): Promise<number> => {
      const filter = odata`runtimeStatus eq ${'Completed'}`;
      const rows: unknown[] = [];
      for await (const row of hub.listEntities({ queryOptions: { filter } })) rows.push(row);
      return rows.length;
    };
    expect(await ended()).toBeGreaterThan(0);
    world.moveTime(31 * 86_400_000);
    await app.run('workflow-history');
    await until('nothing of a month ago', async () => ((await ended()) === 0 ? true : undefined));
  });
});
