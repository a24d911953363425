import { expect, test } from 'vitest';
import type { Lock, ReadFailure, ReadOutcome } from '../../../src/platform/azure/types.ts';
import { guardPlan, stopWrites } from '../../../src/response/remediation/index.ts';
import type { Plan } from '../../../src/response/remediation/types.ts';
import { account, accountId, group, subscription, subscriptionId } from '../../support/fakes.ts';
import { answering, people } from '../world.ts';
import { intentOf } from './intents.ts';

type World = Awaited<ReturnType<typeof answering>>;

const blobs = `${accountId}/blobServices/default`;
const plan: Plan = {
  hash: '0',
  kind: 'patch',
  policy: 'secure-transfer',
  policyVersion: '1.0.0',
  target: accountId,
  method: 'PATCH',
  changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
  plannedAt: '2026-03-01T08:00:00.000Z',
};
const widening = { changes: [{ path: plan.changes[0]!.path, before: true, after: false }] };
const cutting = {
  changes: [{ path: 'properties.publicNetworkAccess', before: 'Enabled', after: 'Disabled' }],
};
const unknown = { changes: [{ path: 'properties.other', before: true, after: false }] };

const startedAt = '2026-03-01T08:00:00.000Z';
const throttled: ReadFailure = { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' };
const failed: ReadFailure = { kind: 'failed', startedAt, reason: 'HTTP 503' };
const denied: ReadFailure = { kind: 'denied', startedAt, reason: 'HTTP 403' };

const go = { kind: 'go' };
const stop = (why: string) => ({ kind: 'stop', why });
/** The guards are asked at 08:02:00. */
const wait = (until: string, why: string) => ({ kind: 'wait', until: `2026-03-01T${until}.000Z`, why });
const optedOut = stop('a tag opts the resource out of remediation');

const groupWith = (tags: object) => (world: World) =>
  world.azure.put({ id: group, name: 'clinic', type: 'Microsoft.Resources/resourceGroups', tags });
const groupRead = (outcome: ReadOutcome) => (world: World) => {
  world.azure.instead.set(group.toLowerCase(), () => outcome);
};
const lockOn = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks/audit`;
const locked =
  (...locks: Lock[]) =>
  (world: World) => {
    world.writer.locked = locks;
  };
const readOnly = (scope: string) => locked({ id: lockOn(scope), level: 'ReadOnly' });
const forbids = (scope: string) => stop(`the lock ${lockOn(scope)} forbids the write`);
const locksRead = (outcome: ReadFailure) => (world: World) => {
  Object.assign(world.writer, { locks: () => Promise.resolve(outcome) });
};
const announced = (scope: string) => (world: World) =>
  world.ports.records.announcedChanges.add(subscriptionId, {
    id: 'change',
    version: 1,
    recordedAt: startedAt,
    value: {
      ticket: 'CHG-1',
      scope,
      what: 'a new scanner',
      from: startedAt,
      until: '2026-03-01T09:00:00.000Z',
      status: 'announced',
      by: people.author,
    },
  });
const counted = (times: number, secondsAgo: number) => async (world: World) => {
  const at = world.clock.iso(-secondsAgo);
  const places = Array.from({ length: times }, (_, n) => ({
    decision: `d${n}`,
    resourceGroup: group.toLowerCase(),
    at,
  }));
  await world.writes.putPlaces(subscriptionId, places, undefined);
};

/** A plan of the mode auto to close an account without tags and locks, but for what is given. */
test.each<
  [
    given: string,
    arrange: (world: World) => unknown,
    more: { plan?: Partial<Plan>; tags?: object | null; by?: 'auto' | 'people' },
    guarded: object,
    why: string,
  ]
>([
  ['nothing else', () => undefined, {}, go, 'no guard objects'],
  [
    'the kill switch',
    (world) => stopWrites({ why: 'an outage' }, { objectId: people.ben }, world.remediation),
    {},
    wait('08:07:00', 'the kill switch stops all writes'),
    'it stops all writes',
  ],

  [
    'the tag on the account',
    () => undefined,
    { tags: { 'phiwatch-remediation': 'off' } },
    optedOut,
    'opts out',
  ],
  ['the tag in capitals', () => undefined, { tags: { 'PHIWATCH-REMEDIATION': 'OFF' } }, optedOut, 'opts out'],
  [
    'the tag with another value',
    () => undefined,
    { tags: { 'phiwatch-remediation': 'on' } },
    go,
    'only off does',
  ],
  ['tags that are null', () => undefined, { tags: null }, go, 'there are none'],
  ['another tag', () => undefined, { tags: { team: 'off' } }, go, 'it is about something else'],
  ['the tag on the group', groupWith({ 'phiwatch-remediation': 'off' }), {}, optedOut, 'it is for all in it'],
  ['another tag on the group', groupWith({ team: 'off' }), {}, go, 'it is about something else'],
  [
    'a group whose read is throttled',
    groupRead(throttled),
    {},
    wait('08:03:00', 'the tags of its resource group cannot be read: read throttled (HTTP 429)'),
    'it may opt out',
  ],
  [
    'a group whose read fails',
    groupRead(failed),
    {},
    wait('08:03:00', 'the tags of its resource group cannot be read: read failed (HTTP 503)'),
    'it may opt out',
  ],
  [
    'a group whose read is denied',
    groupRead(denied),
    {},
    stop('the tags of its resource group cannot be read: read denied (HTTP 403)'),
    'it may opt out, and waiting does not help',
  ],
  [
    'a group that was deleted',
    groupRead({ kind: 'gone', startedAt }),
    {},
    stop('the tags of its resource group cannot be read: it is gone'),
    'there is nothing to write to',
  ],

  ['a lock of the subscription', readOnly(subscription), {}, forbids(subscription), 'it holds for all below'],
  ['a lock of the group', readOnly(group), {}, forbids(group), 'it holds for all below'],
  ['a lock of the account', readOnly(accountId), {}, forbids(accountId), 'Azure would refuse'],
  [
    'a lock of the child to be written',
    readOnly(blobs),
    { plan: { target: blobs } },
    forbids(blobs),
    'it too',
  ],
  ['a lock of another child', readOnly(blobs), {}, go, 'it is not written'],
  [
    'a lock in small letters',
    locked({ id: lockOn(group), level: 'readonly' }),
    {},
    forbids(group),
    'levels have no case',
  ],
  [
    'a lock against deletion',
    locked({ id: lockOn(group), level: 'CanNotDelete' }),
    {},
    go,
    'nothing is deleted',
  ],
  [
    'a lock against deletion, and one against changes',
    locked({ id: `${lockOn(group)}-1`, level: 'CanNotDelete' }, { id: lockOn(group), level: 'ReadOnly' }),
    {},
    forbids(group),
    'each of them counts',
  ],
  [
    'locks whose read is throttled',
    locksRead(throttled),
    {},
    wait('08:03:00', 'its locks cannot be read: HTTP 429'),
    'one may forbid it',
  ],
  [
    'locks whose read is denied',
    locksRead(denied),
    {},
    wait('08:03:00', 'its locks cannot be read: HTTP 403'),
    'one may forbid it',
  ],

  [
    'a change that is announced for the group',
    announced(group),
    {},
    wait('09:00:00', 'a change of the resource is announced'),
    'somebody works on it',
  ],
  ['that change, and people approved', announced(group), { by: 'people' }, go, 'they know of it'],
  ['a change that is announced for another group', announced(`${group}-2`), {}, go, 'nobody works on it'],

  [
    '10 writes in the last hour',
    counted(10, 3599),
    {},
    wait('08:07:00', 'the hourly limit of writes is reached'),
    'the cap',
  ],
  ['10 writes an hour ago', counted(10, 3600), {}, go, 'they no longer count'],
  [
    'a write of its policy a minute ago',
    (world) => {
      const at = world.clock.iso(-60);
      world.writes.records.push({ intent: intentOf(at), end: { result: 'applied', at } });
    },
    {},
    wait('08:11:00', 'the resource was written to a short time ago'),
    'ten minutes between writes',
  ],

  [
    'a plan that widens',
    () => undefined,
    { plan: widening },
    stop('the plan would open the resource further'),
    'never',
  ],
  [
    'a revert that widens, which people approved',
    () => undefined,
    { plan: { ...widening, kind: 'revert' }, by: 'people' },
    go,
    'they know that it opens what was closed',
  ],
  [
    'a plan whose direction is unknown',
    () => undefined,
    { plan: unknown },
    stop('it is unknown whether the plan would open the resource further, so people must decide'),
    'it may widen',
  ],
  [
    'a plan that may cut users off, which a mode decided on',
    () => undefined,
    { plan: cutting },
    stop('the plan may cut users off, so people must decide'),
    'nobody has looked at who uses it',
  ],
  [
    'a plan that may cut users off, which people approved',
    () => undefined,
    { plan: cutting, by: 'people' },
    go,
    'they were told',
  ],
  [
    'a remediation task',
    () => undefined,
    { plan: { kind: 'task', method: 'TASK', changes: [] } },
    go,
    "the tenant's own policy says what is deployed",
  ],
])('with %s', async (_given, arrange, { plan: other, tags, by = 'auto' }, guarded, why) => {
  const world = await answering();
  await arrange(world);
  const resource = { ...account(false), ...(tags !== undefined && { tags }) };
  expect(await guardPlan({ ...plan, ...other }, resource, by, world.remediation), why).toEqual(guarded);
});

test('the tag that opts out has the name that the settings give it', async () => {
  const { remediation } = await answering();
  const settings = { optOutTag: 'hands-off', freezes: [] };
  const tagged = (name: string) => ({ ...account(false), tags: { [name]: 'off' } });
  expect(await guardPlan(plan, tagged('hands-off'), 'auto', { ...remediation, settings })).toEqual(optedOut);
  expect(await guardPlan(plan, tagged('phiwatch-remediation'), 'auto', { ...remediation, settings })).toEqual(
    go,
  );
});

test('a deployment that may not write plans without a look at the locks', async () => {
  const world = await answering();
  readOnly(group)(world);
  const { writer: _writer, ...ports } = world.remediation;
  expect(await guardPlan(plan, account(false), 'auto', ports)).toEqual(go);
});
