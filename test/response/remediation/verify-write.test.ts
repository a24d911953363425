import { expect, test } from 'vitest';
import type { OperationStanding } from '../../../src/platform/azure/operation-types.ts';
import type { RemediationTasks } from '../../../src/platform/azure/policy-types.ts';
import type { ReadFailure, ReadOutcome } from '../../../src/platform/azure/types.ts';
import type { WriteCheck, WriteEnd, WriteOperation } from '../../../src/platform/store/write-types.ts';
import { verifyWrite } from '../../../src/response/remediation/index.ts';
import type { RemediationDecision } from '../../../src/response/remediation/index.ts';
import type { Plan } from '../../../src/response/remediation/types.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { account, accountId, group, policyOf, secureTransfer } from '../../support/fakes.ts';
import { answering } from '../world.ts';
import { intentOf } from './intents.ts';

const startedAt = '2026-03-01T08:00:00.000Z';
const blobs = `${accountId}/blobServices/default`;
const service = (on: boolean) => ({
  ...account(on),
  id: blobs,
  type: 'Microsoft.Storage/storageAccounts/blobServices',
});
const failed: ReadFailure = { kind: 'failed', startedAt, reason: 'HTTP 503' };
const isRead = (shown: object): shown is ReadOutcome => 'startedAt' in shown;
const gone: ReadOutcome = { kind: 'gone', startedAt };
const updating = { provisioningState: 'Updating' };

const patch: Plan = {
  hash: '0',
  kind: 'patch',
  policy: 'secure-transfer',
  policyVersion: '1.0.0',
  target: accountId,
  method: 'PATCH',
  changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
  plannedAt: startedAt,
};
const onChild: Plan = { ...patch, target: blobs };
const task: Plan = {
  ...patch,
  kind: 'task',
  method: 'TASK',
  changes: [],
  task: { assignmentId: `${group}/a` },
};
const reverting: Plan = {
  ...patch,
  kind: 'revert',
  changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: true, after: false }],
};
const decided = (plan: Plan): RemediationDecision => ({
  id: 'decision',
  kind: plan.kind === 'revert' ? 'revert' : 'apply',
  plan,
  by: [],
});
const drift = driftOf(accountId, 1, { policy: secureTransfer.name });

const verified = { kind: 'verified' };
const notHeld = (why: string) => ({ kind: 'not-held', why });
const wait = (seconds: number, why: string) => ({ kind: 'wait', seconds, why });

const vague = policyOf('secure-transfer', undefined, () => ({ state: 'Unknown', fields: [] }));

interface Azure {
  readonly account?: ReturnType<typeof account> | ReadOutcome;
  readonly child?: ReturnType<typeof account> | ReadOutcome;
  readonly task?: 'Succeeded';
  readonly policies?: 'not known' | 'cannot tell';
}

/** A world in which a decision has been written, and Azure shows something. */
async function written(azure: Azure, end?: WriteEnd['result'] | 'no end', check?: Omit<WriteCheck, 'at'>) {
  const world = await answering();
  const at = world.clock.iso();
  world.writes.records.push({
    intent: intentOf(at),
    ...(end !== 'no end' && { end: { result: end ?? 'applied', at } }),
    ...(check && { check: { ...check, at } }),
  });
  for (const [id, shown] of [
    [accountId, azure.account ?? account(true)],
    [blobs, azure.child],
  ] as const) {
    if (shown === undefined) continue;
    if (isRead(shown)) world.azure.instead.set(id.toLowerCase(), () => shown);
    else world.azure.put(shown);
  }
  const state = azure.task;
  const value = { name: 'task', state, deployments: 1, failed: 0 };
  const tasks = {
    read: () => Promise.resolve({ kind: 'read', startedAt, value }),
  } as unknown as RemediationTasks;
  const policies = {
    ...world.remediation.policies,
    for: () => (azure.policies === 'not known' ? [] : [vague]),
  };
  const ports = {
    ...world.remediation,
    ...(state && { tasks }),
    ...(azure.policies && { policies }),
  };
  return {
    ...world,
    verify: (plan: Plan, readings: number) => verifyWrite(decided(plan), drift, readings, ports),
  };
}

const unevaluated = 'the policy cannot be evaluated';
const turned = 'it was turned back';
const still = 'the policy finds it NonCompliant all the same';

/** At the first reading, and at the last one. */
test.each<[plan: string, shows: string, what: Plan, azure: Azure, first: object, last: object]>([
  ['a plan', 'its values', patch, {}, verified, verified],
  ['a plan', 'the earlier values', patch, { account: account(false) }, wait(5, turned), notHeld(turned)],
  ['a plan', 'no resource', patch, { account: gone }, wait(5, 'it is gone'), notHeld('it is gone')],
  [
    'a plan',
    'a failure',
    patch,
    { account: failed },
    wait(5, 'it cannot be read: HTTP 503'),
    notHeld('it cannot be read: HTTP 503'),
  ],
  [
    'a plan',
    'that it is being updated',
    patch,
    { account: account(true, accountId, updating) },
    wait(5, 'it is Updating'),
    notHeld('it is Updating'),
  ],
  [
    'a plan',
    'a policy that is not known',
    patch,
    { policies: 'not known' },
    wait(5, unevaluated),
    notHeld(unevaluated),
  ],
  [
    'a plan',
    'what the policy cannot tell the state by',
    patch,
    { policies: 'cannot tell' },
    wait(5, unevaluated),
    notHeld(unevaluated),
  ],
  ['a plan for a child', 'its values', onChild, { child: service(true) }, verified, verified],
  [
    'a plan for a child',
    'the earlier values',
    onChild,
    { child: service(false) },
    wait(5, turned),
    notHeld(turned),
  ],
  [
    'a plan for a child',
    'its values, and the same verdict',
    onChild,
    { child: service(true), account: account(false) },
    wait(5, still),
    notHeld(still),
  ],
  [
    'a plan for a child',
    'its values, and no parent',
    onChild,
    { child: service(true), account: gone },
    wait(5, 'it is gone'),
    notHeld('it is gone'),
  ],
  [
    'a plan for a child',
    'its values, and a failure of the parent',
    onChild,
    { child: service(true), account: failed },
    wait(5, 'it cannot be read: HTTP 503'),
    notHeld('it cannot be read: HTTP 503'),
  ],
  ['a task', 'that it has succeeded', task, { task: 'Succeeded' }, verified, verified],
  [
    'a task',
    'that it has succeeded, and the same verdict',
    task,
    { task: 'Succeeded', account: account(false) },
    wait(5, still),
    notHeld(still),
  ],
  [
    'a revert',
    'its values, whatever the policy says',
    reverting,
    { account: account(false) },
    verified,
    verified,
  ],
  ['a revert', 'the remediated values', reverting, {}, wait(5, turned), notHeld(turned)],
])('after the write of %s, where Azure shows %s', async (_plan, _shows, what, azure, first, last) => {
  const early = await written(azure);
  expect(await early.verify(what, 0)).toEqual(first);
  const late = await written(azure);
  expect(await late.verify(what, 7)).toEqual(last);
  const isVerified = last === verified;
  expect(early.writes.records[0]?.check).toEqual(
    isVerified ? { verified: true, at: early.clock.iso() } : undefined,
  );
  expect(late.writes.records[0]?.check).toEqual({
    verified: isVerified,
    ...('why' in last && { why: last.why }),
    at: late.clock.iso(),
  });
});

const unread = { account: failed };
const back = { account: account(false) };

/** A replica may lag; a resource may take minutes to settle. */
test.each<[azure: Azure, readings: number, answer: object]>([
  [back, 0, wait(5, turned)],
  [back, 1, wait(15, turned)],
  [back, 2, wait(30, turned)],
  [back, 3, notHeld(turned)],
  [unread, 3, wait(60, 'it cannot be read: HTTP 503')],
  [unread, 4, wait(120, 'it cannot be read: HTTP 503')],
  [unread, 5, wait(240, 'it cannot be read: HTTP 503')],
  [unread, 6, wait(300, 'it cannot be read: HTTP 503')],
  [unread, 7, notHeld('it cannot be read: HTTP 503')],
])('where Azure shows %j, after %i readings', async (azure, readings, answer) => {
  const { verify } = await written(azure);
  expect(await verify(patch, readings)).toEqual(answer);
});

test.each<
  [
    journal: string,
    end: WriteEnd['result'] | 'no end',
    check: Omit<WriteCheck, 'at'> | undefined,
    answer: object,
  ]
>([
  ['a refused write', 'refused', undefined, notHeld('nothing was written')],
  ['a write without an end', 'no end', undefined, notHeld('nothing was written')],
  ['a write that was verified', 'applied', { verified: true }, verified],
  ['a write that did not hold', 'applied', { verified: false, why: turned }, notHeld(turned)],
  [
    'a write of which nothing more came',
    'applied',
    { verified: false, failed: true, why: turned },
    { kind: 'failed', why: turned },
  ],
  [
    'a write of which nothing more came, it is not said why',
    'applied',
    { verified: false, failed: true },
    { kind: 'failed', why: 'no reason is on record' },
  ],
  [
    'a write that did not hold, it is not said why',
    'applied',
    { verified: false },
    notHeld('it did not hold'),
  ],
])('with %s in the journal nothing is read', async (_journal, end, check, answer) => {
  const { verify, azure } = await written({}, end, check);
  azure.reads = [];
  expect(await verify(patch, 0)).toEqual(answer);
  expect(azure.reads).toEqual([]);
});

test('the write of another decision is not taken for this one', async () => {
  const { verify, writes, clock } = await written({}, 'refused');
  const at = clock.iso();
  writes.records.push({ intent: intentOf(at, { decision: 'other' }), end: { result: 'applied', at } });
  expect(await verify(patch, 0)).toEqual(notHeld('nothing was written'));
});

const operation: WriteOperation = {
  kind: 'status',
  url: 'https://azure/1',
  retryAfterSeconds: 15,
  at: startedAt,
};
const failedEnd = 'Azure accepted the change, but the operation failed: ';

/** A world in which Azure has accepted what was written, so many seconds ago, and shows the earlier values. */
async function accepted(seconds: number, more: Partial<WriteOperation> = {}, azure: Azure = {}) {
  const world = await written({ account: account(false), ...azure }, 'no end');
  const at = world.clock.iso();
  world.writes.records[0] = { ...world.writes.records[0]!, operation: { ...operation, ...more, at } };
  world.clock.advance(seconds);
  return world;
}

test.each<[seconds: number, standing: OperationStanding, wait: number, why: string]>([
  [0, { kind: 'succeeded' }, 15, 'as Azure said when it accepted it'],
  [14, { kind: 'succeeded' }, 1, 'not before that time'],
  [15, { kind: 'running' }, 10, 'often at first'],
  [15, { kind: 'running', retryAfterSeconds: 40 }, 40, 'as Azure says'],
  [120, { kind: 'running' }, 30, 'more rarely later'],
  [600, { kind: 'running', retryAfterSeconds: 5 }, 60, 'and more rarely still'],
  [7199, { kind: 'running', why: 'HTTP 503' }, 60, 'up to the limit'],
])(
  'an operation that began %i seconds ago and is %j is looked at in %i seconds',
  async (seconds, standing, pause, why) => {
    const { verify, writer, writes } = await accepted(seconds);
    writer.standings = [standing];
    expect(await verify(patch, 0), why).toMatchObject({ kind: 'wait', seconds: pause, operating: true });
    expect(writes.records[0]?.end).toBeUndefined();
  },
);

test('after an operation that has succeeded, what was written is read back, and may lag', async () => {
  const { verify, azure, clock, writer, writes } = await accepted(90);
  writer.standings = [{ kind: 'succeeded' }];
  expect(await verify(patch, 0)).toEqual(wait(5, turned));
  expect(writes.records[0]?.end).toEqual({ result: 'applied', at: clock.iso() });
  azure.put(account(true));
  expect(await verify(patch, 1)).toEqual(verified);
});

test.each<[standing: OperationStanding, seconds: number, result: string, ended: string, why: string]>([
  [{ kind: 'failed', why: 'Conflict: busy' }, 90, 'failed', 'Conflict: busy', `${failedEnd}Conflict: busy`],
  [
    { kind: 'running' },
    7200,
    'unfinished',
    'the operation has not ended within 2 hours',
    'Azure accepted the change, but the operation has not ended within 2 hours',
  ],
  [
    { kind: 'running', why: 'HTTP 503' },
    7200,
    'unfinished',
    'the operation has not ended within 2 hours; the last look gave: HTTP 503',
    'Azure accepted the change, but the operation has not ended within 2 hours; the last look gave: HTTP 503',
  ],
])(
  'an operation that is %j after %i seconds is told of as it is',
  async (standing, seconds, result, ended, why) => {
    const { verify, clock, writer, writes } = await accepted(seconds);
    writer.standings = [standing];
    expect(await verify(patch, 0)).toEqual({ kind: 'failed', why });
    expect(writes.records[0]?.end).toEqual({ result, why: ended, at: clock.iso() });
    expect(await verify(patch, 0), 'asked again').toEqual({ kind: 'failed', why });
  },
);

/** Nothing but the resource shows the end. */
test.each<[azure: Azure, more: Partial<WriteOperation>, answer: object]>([
  [{ account: account(true) }, { kind: 'untold' }, verified],
  [{ account: account(true) }, {}, verified],
  [{}, { kind: 'untold' }, { kind: 'wait', seconds: 10, operating: true }],
  [{}, {}, { kind: 'wait', seconds: 10, operating: true }],
  [{ account: account(true, accountId, updating) }, { kind: 'untold' }, { kind: 'wait', seconds: 10 }],
  [{ account: failed }, { kind: 'untold' }, { kind: 'wait', seconds: 10, operating: true }],
  [{ account: gone }, { kind: 'untold' }, { kind: 'failed', why: `${failedEnd}the resource was deleted` }],
])('an operation that Azure tells nothing of, where the resource is %j', async (azure, more, answer) => {
  const { verify, writer } = await accepted(60, more, azure);
  writer.standings = [{ kind: 'lost', why: 'HTTP 404' }];
  expect(await verify(patch, 0)).toMatchObject(answer);
});

const cors = (rules: number) => ({ cors: { corsRules: Array.from({ length: rules }, (_, n) => ({ n })) } });

test.each<[shows: string, after: ReturnType<typeof account>, moved: readonly string[] | undefined]>([
  ['all else as it was', account(true, accountId, cors(2)), undefined],
  [
    'another provisioning state',
    account(true, accountId, { ...cors(2), provisioningState: 'Ready' }),
    undefined,
  ],
  ['a list that is shorter', account(true, accountId, cors(1)), ['properties.cors.corsRules']],
  ['a setting that was not there', account(true, accountId, { ...cors(2), x: 1 }), ['properties.x']],
  ['no such setting any more', account(true), ['properties.cors']],
])('after a PUT that shows %s, it is said what moved', async (_shows, after, moved) => {
  const world = await written({ account: after });
  const [record] = world.writes.records;
  const replaced = account(false, accountId, cors(2));
  world.writes.records[0] = { ...record!, intent: { ...record!.intent, method: 'PUT', replaced } };
  expect(await world.verify(patch, 0)).toEqual({ ...verified, ...(moved && { moved }) });
  expect(world.writes.records[0]?.check).toEqual({
    verified: true,
    ...(moved && { moved }),
    at: world.clock.iso(),
  });
});

const taskEnd = (state: string, deployments: number, bad: number) => ({
  read: () =>
    Promise.resolve({
      kind: 'read',
      startedAt,
      value: { name: 'task', state, deployments, failed: bad },
    }),
});

test.each<[tasks: object | undefined, answer: object]>([
  [taskEnd('Running', 0, 0), { kind: 'wait', seconds: 10, operating: true }],
  [{ read: () => Promise.resolve(failed) }, { kind: 'wait', seconds: 10, operating: true }],
  [undefined, { kind: 'wait', seconds: 10, operating: true }],
  [taskEnd('Succeeded', 1, 0), verified],
  [taskEnd('Succeeded', 0, 0), { kind: 'failed', why: 'Azure found nothing to remediate' }],
  [
    taskEnd('Succeeded', 2, 1),
    { kind: 'failed', why: `${failedEnd}1 of 2 deployments of the remediation task failed` },
  ],
  [taskEnd('Canceled', 0, 0), { kind: 'failed', why: `${failedEnd}the remediation task ended as Canceled` }],
])('a remediation task is followed to its end: %#', async (tasks, answer) => {
  const world = await accepted(60, { kind: 'task' }, { account: account(true) });
  const ports = { ...world.remediation, ...(tasks && { tasks: tasks as RemediationTasks }) };
  expect(await verifyWrite(decided(task), drift, 0, ports)).toMatchObject(answer);
});
