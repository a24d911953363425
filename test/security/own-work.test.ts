import { randomUUID } from 'node:crypto';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { beforeAll, describe, expect, test } from 'vitest';
import { writerIdentity } from '../../dev/people.ts';
import type { Response as Answer } from '../../src/response/responses/index.ts';
import { administrator } from '../e2e/support/azure.ts';
import { given } from '../e2e/support/connection.ts';
import { useWorld } from '../e2e/support/setup.ts';
import { until } from '../e2e/support/until.ts';
import { send } from './support/send.ts';

const it = useWorld({ writer: true });
const policy = 'storage-requires-secure-transfer';
const roles = ['RemediationApprover', 'ExemptionApprover', 'Responder', 'Operator', 'Reader'];
const [asker, approver] = [randomUUID(), randomUUID()];

type Token = Parameters<typeof it.app.azure.userToken>[0];
const tokenOf = (more: Partial<Token> & { readonly oid: string }) =>
  it.app.azure.userToken({ roles, ...more });

/** Raw, so that members can have any name and come twice. */
async function post(path: string, token: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return send(it.app.connection.baseUrl, { method: 'POST', path, headers, body });
}

/** A drift that waits for the approval of its plan, made by the administrator. */
let id: string;
let response: Answer;

beforeAll(async () => {
  if (given) return;
  const { app } = it;
  const ask = await tokenOf({ oid: asker });
  const rule = { mode: 'ask', policy, why: 'this test' };
  const { id: mode } = (await (await post('/api/remediation/modes', ask, JSON.stringify(rule))).json()) as {
    id: string;
  };
  await post(`/api/remediation/modes/${mode}/approval`, await tokenOf({ oid: approver }), '{}');
  id = await app.copyOf(imagingArchiveId);
  await app.changed({ method: 'PATCH', id, body: { tags: { phi: 'true' } } });
  await app.changed({ method: 'PATCH', id, body: { properties: { supportsHttpsTrafficOnly: false } } });
  response = await until('the plan to be asked for', async () => {
    const drift = (await app.drifts(id)).find((each) => each.policy === policy && each.to === 'NonCompliant');
    if (!drift) return undefined;
    const found = await app.call('GET', `/api/responses/${drift.id}`, ask);
    if (!found.ok) return undefined;
    const { response: answer } = (await found.json()) as { response: Answer };
    return answer.remediation?.status === 'asked' ? answer : undefined;
  });
});

const writes = () =>
  it.world.azure.simulation.changes.filter(
    (change) => change.id.toLowerCase() === id.toLowerCase() && change.actor.oid === writerIdentity.oid,
  );

describe.skipIf(given)('a plan', () => {
  const right = () => JSON.stringify({ planHash: response.plan?.hash });
  const hash = () => response.plan?.hash ?? '';

  test.each<
    [title: string, token: Partial<Token> & { readonly oid: string }, body: () => string, status: number]
  >([
    ['who made the change', { oid: administrator.oid }, right, 403],
    ['the same, in capitals', { oid: administrator.oid.toUpperCase() }, right, 403],
    ['the same, by another application', { oid: administrator.oid, appid: randomUUID() }, right, 403],
    ['the same, by a token of version 2.0', { oid: administrator.oid, version: '2.0' }, right, 403],
    ['the same, as an application', { oid: administrator.oid, kind: 'application' }, right, 403],
    ['an application', { oid: randomUUID(), kind: 'application' }, right, 403],
    ['an application of somebody who may', { oid: approver, kind: 'application' }, right, 403],
    ['somebody without the role', { oid: approver, roles: ['Responder', 'Reader'] }, right, 403],
    ['somebody who may, for another plan', { oid: approver }, () => `{"planHash":"${'0'.repeat(64)}"}`, 409],
    [
      'somebody who may, for the hash in capitals',
      { oid: approver },
      () => `{"planHash":"${hash().toUpperCase()}"}`,
      400,
    ],
    [
      'who made the change, with more members',
      { oid: administrator.oid },
      () => `{"planHash":"${hash()}","by":"${approver}"}`,
      400,
    ],
    [
      'who made the change, with __proto__',
      { oid: administrator.oid },
      () => `{"planHash":"${hash()}","__proto__":{"objectId":"${approver}"}}`,
      400,
    ],
  ])('is not approved by %s', async (_, token, body, status) => {
    const answer = await post(`/api/responses/${response.id}/approval`, await tokenOf(token), body());
    expect(answer.status).toBe(status);
    expect(writes()).toEqual([]);
  });

  test('that eight approvals of one person reach at once is approved once, and written once', async () => {
    const token = await tokenOf({ oid: approver });
    const path = `/api/responses/${response.id}/approval`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(path, token, right())));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    await until('it to be written', () => (writes().length > 0 ? true : undefined));
    // A replay is late.
    expect((await post(path, token, right())).status).toBe(409);
    expect(writes()).toHaveLength(1);
  });
});
