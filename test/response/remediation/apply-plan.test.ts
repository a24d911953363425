import { describe, expect, test } from 'vitest';
import type { RemediationTasks } from '../../../src/platform/azure/policy-types.ts';
import {
  applyPlan,
  considerPlan,
  ownResourcesOf,
  revertOf,
  stopWrites,
} from '../../../src/response/remediation/index.ts';
import type { RemediationDecision } from '../../../src/response/remediation/index.ts';
import type { CataloguePolicy, Remedy } from '../../../src/rules/controls/types.ts';
import { driftOf } from '../../platform/store/samples.ts';
import {
  account,
  accountId,
  existencePolicy,
  group,
  propertyPolicy,
  secureTransfer,
  subscriptionId,
} from '../../support/fakes.ts';
import { alerts, answering, people } from '../world.ts';
import { intentOf } from './intents.ts';

const patch = (properties: { [name: string]: string | boolean }): Remedy => ({
  kind: 'patch',
  properties,
  method: 'PATCH',
});
const withRemedy = (remedy: Remedy, policy = secureTransfer): CataloguePolicy => ({
  ...policy,
  remediation: remedy.kind,
  remedy,
});
const closesTransfer = withRemedy(patch({ supportsHttpsTrafficOnly: true }));

interface Given {
  readonly policies?: CataloguePolicy[];
  readonly by?: RemediationDecision['by'];
  readonly id?: string;
}

/** A world in which an account accepts unencrypted connections. */
async function openWorld({ policies = [closesTransfer] }: Pick<Given, 'policies'> = {}) {
  const world = await answering(alerts, policies);
  world.azure.put(account(false));
  return world;
}

/** A decision about an account, and a run that applies it. */
async function decide(
  world: Awaited<ReturnType<typeof openWorld>>,
  { by = [people.ada], id = accountId }: Pick<Given, 'by' | 'id'> = {},
) {
  const drift = driftOf(id, 1, { policy: secureTransfer.name });
  const considered = await considerPlan(drift, (read) => world.azure.get(read), world.remediation);
  if (considered.kind !== 'plan') throw new Error(considered.why);
  const decided: RemediationDecision = { id: `of-${id}`, kind: 'apply', plan: considered.plan, by };
  return (more: Partial<typeof world.remediation> = {}) =>
    applyPlan(decided, drift, { ...world.remediation, ...more });
}

/** A decision to revert what `decide` would have done, and a run that applies it. */
async function decideRevert(world: Awaited<ReturnType<typeof openWorld>>) {
  const drift = driftOf(accountId, 1, { policy: secureTransfer.name });
  const considered = await considerPlan(drift, (read) => world.azure.get(read), world.remediation);
  if (considered.kind !== 'plan') throw new Error(considered.why);
  const reverted = revertOf(considered.plan, world.clock.iso());
  if (reverted.kind !== 'plan') throw new Error(reverted.why);
  const { plan } = reverted;
  const decided: RemediationDecision = { id: 'revert', kind: 'revert', plan, by: [people.ada] };
  return () => applyPlan(decided, drift, world.remediation);
}

async function decided(given: Given = {}) {
  const world = await openWorld(given);
  return { ...world, apply: await decide(world, given) };
}

test('a resource that others change during the write keeps what they wrote', async () => {
  const { apply, azure, clock, writer, writes } = await decided();
  writer.hasETags = true;
  const theirs = account(false, accountId, { minimumTlsVersion: 'TLS1_2' });
  writer.hook = (step) => {
    if (step === 'before write') azure.put(theirs);
  };
  expect(await apply()).toMatchObject({ kind: 'wait', why: 'the resource changed during the write' });
  expect(azure.resources.get(accountId.toLowerCase())).toEqual(theirs);
  expect(writes.records).toMatchObject([{ end: { result: 'changed', status: 412 } }]);
  writer.hook = () => undefined;
  clock.advance(2);
  expect(await apply()).toEqual({ kind: 'written' });
  expect(azure.resources.get(accountId.toLowerCase())).toEqual(
    account(true, accountId, { minimumTlsVersion: 'TLS1_2' }),
  );
});

test.each(['taken', 'lost'] as const)('an intent that is %s is not sent', async (outcome) => {
  const { apply, clock, writer, writes } = await decided();
  writes.begin = () => Promise.resolve(outcome);
  expect(await apply()).toEqual({ kind: 'wait', until: clock.iso(5), why: 'another run is writing' });
  expect(writer.written).toEqual([]);
});

describe('after a crash between the intent and the answer', () => {
  test('a write to a resource without an ETag is sent once, when the lease has ended', async () => {
    const { apply, clock, writer } = await decided();
    writer.hook = () => Promise.reject(new Error('killed'));
    await expect(apply()).rejects.toThrow('killed');
    writer.hook = () => undefined;
    const settled = clock.iso(90);
    for (const seconds of [1, 88]) {
      clock.advance(seconds);
      expect(await apply()).toMatchObject({ kind: 'wait', until: settled });
    }
    expect(writer.written).toEqual([]);
    clock.advance(1);
    expect(await apply()).toEqual({ kind: 'written' });
    expect(await apply()).toEqual({ kind: 'written' });
    expect(writer.written).toHaveLength(1);
  });

  test('a remediation task is not started again while it cannot be read', async () => {
    const policies = [withRemedy({ kind: 'task', assignmentId: `${group}/assignment` })];
    const { apply, clock } = await decided({ policies });
    const startedAt = clock.iso();
    let known: Awaited<ReturnType<RemediationTasks['read']>> = {
      kind: 'throttled',
      startedAt,
      retryAfterSeconds: 60,
      reason: 'HTTP 429',
    };
    const value = { name: 'task', state: 'Running', deployments: 0, failed: 0 } as const;
    let starts = 0;
    const tasks: RemediationTasks = {
      read: () => Promise.resolve(known),
      start: () => {
        starts += 1;
        if (starts === 1) throw new Error('killed');
        return Promise.resolve({ kind: 'read', startedAt, value });
      },
    };
    await expect(apply({ tasks })).rejects.toThrow('killed');
    expect(await apply({ tasks })).toMatchObject({ kind: 'wait', until: clock.iso(30) });
    expect(starts).toBe(1);
    known = { kind: 'gone', startedAt };
    expect(await apply({ tasks })).toEqual({ kind: 'written', accepted: true });
    expect(starts).toBe(2);
  });
});

test('a plan that people approved is not written while the kill switch stops all writes', async () => {
  const { apply, clock, remediation, writer, writes } = await decided();
  await stopWrites({ why: 'an outage' }, { objectId: people.ben }, remediation);
  expect(await apply()).toEqual({
    kind: 'wait',
    until: clock.iso(300),
    why: 'the kill switch stops all writes',
  });
  expect(writes.records).toEqual([]);
  expect(writer.written).toEqual([]);
});

test('a plan is not written where the kill switch is thrown during the what-if', async () => {
  const logs = 'Microsoft.Insights/diagnosticSettings';
  const policies = [closesTransfer, existencePolicy('logged', logs, accountId, 'resource')];
  const { apply, azure, clock, remediation, writer, writes } = await decided({ policies });
  azure.hook = async (step) => {
    if (!step.startsWith('related')) return;
    azure.hook = () => undefined;
    await stopWrites({ why: 'an outage' }, { objectId: people.ben }, remediation);
  };
  expect(await apply()).toEqual({
    kind: 'wait',
    until: clock.iso(300),
    why: 'the kill switch stops all writes',
  });
  expect(writes.records).toEqual([]);
  expect(writer.written).toEqual([]);
});

describe('a plan to which the what-if objects is not written', () => {
  test('where another policy would no longer be complied with', async () => {
    const other = propertyPolicy(
      'plain',
      'Microsoft.Storage/storageAccounts',
      'supportsHttpsTrafficOnly',
      false,
    );
    const { apply, writer } = await decided({ policies: [closesTransfer, other] });
    expect(await apply()).toEqual({ kind: 'blocked', why: 'the resource would no longer comply with plain' });
    expect(writer.written).toEqual([]);
  });

  test('where its own policy would still not be complied with', async () => {
    const { apply, writer } = await decided({
      policies: [withRemedy(patch({ minimumTlsVersion: 'TLS1_2' }))],
    });
    expect(await apply()).toEqual({
      kind: 'blocked',
      why: 'the policy would still evaluate to NonCompliant',
    });
    expect(writer.written).toEqual([]);
  });
});

describe('a plan that the mode auto decided on', () => {
  test('waits for the end of a change that is announced before it is written', async () => {
    const { apply, clock, ports, writer } = await decided({ by: 'auto' });
    const until = clock.iso(3600);
    await ports.records.announcedChanges.add(subscriptionId, {
      id: 'change',
      version: 1,
      recordedAt: clock.iso(),
      value: {
        ticket: 'CHG-1',
        scope: group,
        what: 'a new scanner',
        from: clock.iso(),
        until,
        status: 'announced',
        by: people.author,
      },
    });
    expect(await apply()).toEqual({ kind: 'wait', until, why: 'a change of the resource is announced' });
    expect(writer.written).toEqual([]);
  });

  test('is not written where phiwatch turns out to run on the resource itself', async () => {
    const { apply, writer } = await decided({ by: 'auto' });
    const own = ownResourcesOf({ STORAGE__accountName: 'imaging' });
    expect(await apply({ own })).toEqual({
      kind: 'blocked',
      why: 'phiwatch itself runs on the resource, so people must decide',
    });
    expect(writer.written).toEqual([]);
    const approved = await decided();
    expect(await approved.apply({ own })).toEqual({ kind: 'written' });
  });

  test('is not written where its direction is unknown', async () => {
    const type = 'Microsoft.Storage/storageAccounts';
    const odd = propertyPolicy(secureTransfer.name, type, 'odd', true);
    const policies = [withRemedy(patch({ odd: true }), odd)];
    const { apply, writer } = await decided({ by: 'auto', policies });
    expect(await apply()).toMatchObject({ kind: 'blocked' });
    expect(writer.written).toEqual([]);
    const approved = await decided({ policies });
    expect(await approved.apply()).toEqual({ kind: 'written' });
  });
});

test('of eleven plans for one group, ten are written within an hour', async () => {
  const world = await openWorld();
  for (let n = 1; n <= 11; n += 1) {
    const id = `${accountId}${n}`;
    world.azure.put(account(false, id));
    const apply = await decide(world, { id });
    expect(await apply()).toMatchObject({ kind: n <= 10 ? 'written' : 'wait' });
  }
  expect(world.writer.written).toHaveLength(10);
});

test('a plan of an earlier version of the policy is not written', async () => {
  const policies = [closesTransfer];
  const { apply, writer } = await decided({ policies });
  policies[0] = { ...closesTransfer, version: '2.0.0' };
  expect(await apply()).toMatchObject({ kind: 'void' });
  expect(writer.written).toEqual([]);
});

test.each([
  ['the child that would be written', `${accountId}/blobServices/default`],
  ['the resource that the child belongs to', accountId],
  ['its group', group],
  ['its subscription', `/subscriptions/${subscriptionId}`],
])('a lock against changes of %s is respected', async (_name, scope) => {
  const target = `${accountId}/blobServices/default`;
  const on = { type: 'Microsoft.Storage/storageAccounts/blobServices', name: 'default' };
  const policies = [
    withRemedy({ kind: 'patch', properties: { isVersioningEnabled: true }, on, method: 'PATCH' }),
  ];
  const world = await openWorld({ policies });
  world.azure.put({ id: target, name: 'default', type: on.type, properties: { isVersioningEnabled: false } });
  const apply = await decide(world);
  const lock = `${scope}/providers/Microsoft.Authorization/locks/audit`;
  world.writer.locked = [{ id: lock, level: 'ReadOnly' }];
  expect(await apply()).toEqual({ kind: 'blocked', why: `the lock ${lock} forbids the write` });
  expect(world.writer.written).toEqual([]);
});

test('the journal has all that a write does before it is sent, and how it ended', async () => {
  const { apply, azure, clock, writer, writes } = await decided({ by: [people.ada, people.ben] });
  writer.hasETags = true;
  writer.instead.push({ kind: 'busy', status: 409, why: 'HTTP 409' });
  await apply({ identity: 'writer' });
  const first = clock.iso();
  clock.advance(30);
  await apply({ identity: 'writer' });
  const properties = { provisioningState: 'Succeeded', supportsHttpsTrafficOnly: false };
  const intent = {
    decision: `of-${accountId}`,
    attempt: 1,
    kind: 'apply',
    resourceId: accountId,
    policy: 'secure-transfer',
    target: accountId,
    method: 'PATCH',
    planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
    ifMatch: JSON.stringify(properties),
    identity: 'writer',
    correlationId: 'id-2',
    approvedBy: [people.ada, people.ben],
    token: 1,
    at: first,
  };
  expect(writes.records).toEqual([
    { intent, end: { result: 'busy', status: 409, why: 'HTTP 409', at: first } },
    {
      intent: { ...intent, attempt: 2, correlationId: 'id-4', token: 2, at: clock.iso() },
      end: { result: 'applied', status: 200, requestId: 'request-2', at: clock.iso() },
    },
  ]);
  expect(writer.written).toEqual([
    {
      id: accountId,
      method: 'PATCH',
      body: { properties: { supportsHttpsTrafficOnly: true } },
      correlationId: 'id-4',
    },
  ]);
  expect((await writes.places(subscriptionId))?.value).toEqual([
    { decision: `of-${accountId}`, resourceGroup: group.toLowerCase(), at: clock.iso() },
  ]);
  expect(azure.resources.get(accountId.toLowerCase())).toEqual(account(true));
});

test('a write by the system-assigned identity to a resource without an ETag names neither', async () => {
  const { apply, writes } = await decided({ by: 'auto' });
  expect(await apply()).toEqual({ kind: 'written' });
  const { intent } = writes.records[0]!;
  expect(intent).not.toHaveProperty('identity');
  expect(intent).not.toHaveProperty('ifMatch');
  expect(intent.approvedBy).toEqual(['auto']);
});

test('a deployment without an identity that may write writes nothing', async () => {
  const world = await openWorld();
  const { writer, ...remediation } = world.remediation;
  const apply = await decide({ ...world, remediation });
  expect(await apply()).toEqual({ kind: 'blocked', why: 'this deployment has no identity that may write' });
  expect(world.writes.records).toEqual([]);
  expect(await apply({ writer: writer! })).toEqual({ kind: 'written' });
});

test('a run waits while another holds the lease of the resource', async () => {
  const { apply, clock, writer, writes } = await decided();
  await writes.lease(accountId, 'another', clock.iso(), clock.iso(90));
  const until = clock.iso(90);
  const wait = { kind: 'wait', until, why: 'another run holds the lease of the resource' };
  expect(await apply()).toEqual(wait);
  clock.advance(89);
  expect(await apply()).toEqual(wait);
  expect(writer.written).toEqual([]);
  clock.advance(1);
  expect(await apply()).toEqual({ kind: 'written' });
});

/** The plan was to close the account; the revert would open it again. */
test.each<
  [given: string, shown: ReturnType<typeof account> | undefined, answer: object, writes: number, why: string]
>([
  ['the remediated values', account(true), { kind: 'written' }, 1, 'they are reverted'],
  [
    'the earlier values',
    account(false),
    { kind: 'needless', why: 'the settings already have their earlier values' },
    0,
    'others have reverted them',
  ],
  [
    'other values',
    account('other'),
    { kind: 'blocked', why: 'somebody has changed the resource since' },
    0,
    'their work is not overwritten',
  ],
  [
    'no resource',
    undefined,
    { kind: 'needless', why: 'the resource was deleted' },
    0,
    'nothing is left to revert',
  ],
])('a revert where Azure shows %s', async (_given, shown, answer, written, why) => {
  const world = await openWorld();
  const apply = await decideRevert(world);
  if (shown) world.azure.put(shown);
  else world.azure.remove(accountId);
  expect(await apply(), why).toEqual(answer);
  expect(world.writer.written).toHaveLength(written);
});

test.each([
  ['the child', `${accountId}/blobServices/default`],
  ['the account', accountId],
])('a revert of a setting of a child is needless where %s was deleted', async (_what, deleted) => {
  const target = `${accountId}/blobServices/default`;
  const on = { type: 'Microsoft.Storage/storageAccounts/blobServices', name: 'default' };
  const world = await openWorld({
    policies: [withRemedy({ kind: 'patch', properties: { isVersioningEnabled: true }, on, method: 'PATCH' })],
  });
  world.azure.put({ id: target, name: 'default', type: on.type, properties: { isVersioningEnabled: false } });
  const apply = await decideRevert(world);
  world.azure.put({ id: target, name: 'default', type: on.type, properties: { isVersioningEnabled: true } });
  world.azure.remove(deleted);
  expect(await apply()).toEqual({ kind: 'needless', why: 'the resource was deleted' });
  expect(world.writer.written).toEqual([]);
});

test('a write that fails eight times is left to people', async () => {
  const { apply, clock, writer } = await decided();
  for (let tries = 1; tries <= 8; tries += 1) {
    writer.instead.push({ kind: 'changed', status: 412, why: 'HTTP 412' });
    expect(await apply()).toMatchObject({ kind: 'wait', until: clock.iso(2) });
    clock.advance(2);
  }
  expect(await apply()).toEqual({ kind: 'blocked', why: 'the write failed 8 times' });
  expect(writer.written).toEqual([]);
});

test('a resource that is busy is asked more and more rarely, and that is no failure', async () => {
  const { apply, clock, writer, writes } = await decided();
  const busy = { kind: 'busy', status: 412, why: 'HTTP 412 PreconditionFailed' } as const;
  const why = 'another operation on the resource is under way: HTTP 412 PreconditionFailed';
  for (const seconds of [30, 60, 120, 240, 300, 300, 300, 300, 300]) {
    writer.instead.push(busy);
    expect(await apply()).toEqual({ kind: 'wait', until: clock.iso(seconds), why });
    clock.advance(seconds);
  }
  expect(await apply()).toEqual({ kind: 'written' });
  expect(writes.records.map(({ end }) => end?.result)).toEqual([...Array<string>(9).fill('busy'), 'applied']);
  expect(writer.written).toHaveLength(1);
});

test('a resource that is still busy after two hours is left to people', async () => {
  const { apply, clock, writer } = await decided();
  const busy = { kind: 'busy', status: 409, why: 'HTTP 409 Conflict' } as const;
  writer.instead.push(busy, busy);
  expect(await apply()).toMatchObject({ kind: 'wait' });
  clock.advance(7200);
  expect(await apply()).toEqual({
    kind: 'blocked',
    why: 'another operation has kept the resource busy for 2 hours: HTTP 409 Conflict',
  });
});

test('failures of another decision do not count', async () => {
  const { apply, clock, writes } = await decided();
  const at = clock.iso();
  for (let attempt = 1; attempt <= 8; attempt += 1)
    writes.records.push({
      intent: intentOf(at, { decision: 'another', attempt }),
      end: { result: 'refused', status: 409, at },
    });
  expect(await apply()).toEqual({ kind: 'written' });
  expect(writes.records.at(-1)?.intent.attempt).toBe(1);
});

test('that Azure asks to wait with a remediation task, however often, does not count as in vain', async () => {
  const policies = [withRemedy({ kind: 'task', assignmentId: `${group}/assignment` })];
  const { apply, clock } = await decided({ policies });
  const startedAt = clock.iso();
  const throttled = { kind: 'throttled', startedAt, retryAfterSeconds: 60, reason: 'HTTP 429' } as const;
  const value = { name: 'task', state: 'Running', deployments: 0, failed: 0 } as const;
  let starts = 0;
  const tasks: RemediationTasks = {
    read: () => Promise.resolve({ kind: 'gone', startedAt }),
    start: () => {
      starts += 1;
      return Promise.resolve(starts > 12 ? { kind: 'read', startedAt, value } : throttled);
    },
  };
  for (let tries = 1; tries <= 12; tries += 1) {
    expect(await apply({ tasks })).toEqual({ kind: 'wait', until: clock.iso(60), why: 'HTTP 429' });
    clock.advance(60);
  }
  expect(await apply({ tasks })).toEqual({ kind: 'written', accepted: true });
});

test.each([
  ['with', false],
  ['without', true],
])('a run that ends %s a write releases its lease', async (_name, stopped) => {
  const { apply, clock, remediation, writer, writes } = await decided();
  if (stopped) await stopWrites({ why: 'an outage' }, { objectId: people.ben }, remediation);
  await apply();
  expect(writer.written).toHaveLength(stopped ? 0 : 1);
  expect(await writes.lease(accountId, 'next', clock.iso(), clock.iso(90))).toMatchObject({ token: 2 });
});
