import { expect, test } from 'vitest';
import type { RemediationTasks } from '../../../src/platform/azure/policy-types.ts';
import type { WriteOutcome } from '../../../src/platform/azure/types.ts';
import { sendWrite, taskNameOf } from '../../../src/response/remediation/send-write.ts';
import type { Plan } from '../../../src/response/remediation/types.ts';
import { account, accountId, group } from '../../support/fakes.ts';
import { answering } from '../world.ts';
import { intentOf } from './intents.ts';

const startedAt = '2026-03-01T08:00:00.000Z';
const body = { properties: { supportsHttpsTrafficOnly: true } };
const planOf = (more: Partial<Plan> = {}): Plan => ({
  hash: '0',
  kind: 'patch',
  policy: 'secure-transfer',
  policyVersion: '1.0.0',
  target: accountId,
  method: 'PATCH',
  changes: [],
  plannedAt: startedAt,
  ...more,
});

const blocked = (why: string) => ({ kind: 'blocked', why });
/** The write is sent at 08:02:00. */
const wait = (until: string, why: string) => ({ kind: 'wait', until: `2026-03-01T${until}.000Z`, why });

test.each<[outcome: WriteOutcome, answer: object, end: object | undefined, why: string]>([
  [
    { kind: 'done', status: 200, requestId: 'r' },
    { kind: 'written' },
    { result: 'applied', status: 200, requestId: 'r' },
    'Azure has it',
  ],
  [
    { kind: 'changed', status: 412, why: 'HTTP 412' },
    wait('08:02:02', 'the resource changed during the write'),
    { result: 'changed', status: 412, why: 'HTTP 412' },
    'it is planned again soon',
  ],
  [
    { kind: 'throttled', status: 429, retryAfterSeconds: 372, why: 'HTTP 429' },
    wait('08:08:12', 'HTTP 429'),
    { result: 'refused', status: 429, why: 'HTTP 429' },
    'as long as Azure says',
  ],
  [
    { kind: 'busy', status: 409, why: 'HTTP 409' },
    wait('08:02:30', 'another operation on the resource is under way: HTTP 409'),
    { result: 'busy', status: 409, why: 'HTTP 409' },
    'another operation may have ended by then',
  ],
  [
    { kind: 'uncertain', why: 'no answer within 30 s' },
    wait('08:02:30', 'no answer within 30 s'),
    undefined,
    'the next run finds out what became of it',
  ],
  [
    { kind: 'denied', status: 403, why: 'HTTP 403' },
    blocked(
      `the remediation identity is denied: HTTP 403. Look for a deny assignment on ${accountId}, or grant it Microsoft.Storage/storageAccounts/write there`,
    ),
    { result: 'refused', status: 403, why: 'HTTP 403' },
    'people have to act',
  ],
  [
    { kind: 'denied', status: 403, why: 'HTTP 403 LinkedAuthorizationFailed' },
    blocked(
      `the remediation identity is denied: HTTP 403 LinkedAuthorizationFailed. Grant it Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action on the subnets that the rules of ${accountId} name`,
    ),
    { result: 'refused', status: 403, why: 'HTTP 403 LinkedAuthorizationFailed' },
    'the right on a subnet was taken away meanwhile',
  ],
  [
    { kind: 'denied', status: 403, why: 'HTTP 403 RequestDisallowedByPolicy' },
    blocked('a policy of the tenant denies the write: HTTP 403 RequestDisallowedByPolicy'),
    { result: 'refused', status: 403, why: 'HTTP 403 RequestDisallowedByPolicy' },
    'a policy was assigned meanwhile',
  ],
  [
    { kind: 'locked', status: 409, why: 'ScopeLocked' },
    blocked('a lock forbids the write: ScopeLocked'),
    { result: 'refused', status: 409, why: 'ScopeLocked' },
    'people have to act',
  ],
  [
    { kind: 'refused', status: 400, why: 'HTTP 400' },
    blocked('Azure rejected the write: HTTP 400'),
    { result: 'refused', status: 400, why: 'HTTP 400' },
    'people have to act',
  ],
])('after a write with the outcome %j', async (outcome, answer, end, why) => {
  const world = await answering();
  const intent = intentOf(world.clock.iso());
  world.writes.records.push({ intent });
  world.writer.instead.push(outcome);
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks };
  expect(await sendWrite(intent, planOf(), { body }, ports), why).toEqual(answer);
  expect(world.writes.records[0]?.end).toEqual(end && { ...end, at: world.clock.iso() });
});

test('a write is sent to its target, with the number by which the log of Azure names it', async () => {
  const world = await answering();
  world.azure.put(account(false));
  const intent = intentOf(world.clock.iso());
  world.writes.records.push({ intent });
  await sendWrite(
    intent,
    planOf(),
    { body },
    {
      ...world.remediation,
      writer: world.writer,
      checks: world.checks,
    },
  );
  expect(world.writer.written).toEqual([
    { id: accountId, method: 'PATCH', body, correlationId: 'correlation' },
  ]);
});

test('the operation by which Azure carries a write out is kept, and the write has not ended', async () => {
  const world = await answering();
  const intent = intentOf(world.clock.iso());
  world.writes.records.push({ intent });
  const operation = { kind: 'status', url: 'https://azure/1', retryAfterSeconds: 15 } as const;
  world.writer.instead.push({ kind: 'done', status: 202, requestId: 'r', operation });
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks };
  expect(await sendWrite(intent, planOf(), { body }, ports)).toEqual({ kind: 'written', accepted: true });
  expect(world.writes.records).toEqual([
    { intent, operation: { ...operation, status: 202, requestId: 'r', at: world.clock.iso() } },
  ]);
});

const task = { assignmentId: `${group}/assignment`, referenceId: 'logs' };
const running = { name: 'task', state: 'Running', deployments: 0, failed: 0 } as const;
const refused = (why: string) => blocked(`Azure did not start the remediation task: ${why}`);

test.each<
  [
    started: Awaited<ReturnType<RemediationTasks['start']>>,
    answer: object,
    end: object | undefined,
    why: string,
  ]
>([
  [
    { kind: 'read', startedAt, value: running },
    { kind: 'written', accepted: true },
    undefined,
    'it was started, and has not ended',
  ],
  [
    { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' },
    wait('08:08:12', 'HTTP 429'),
    { result: 'refused', status: 429, why: 'HTTP 429' },
    'as long as Azure says; it was not started',
  ],
  [
    { kind: 'failed', startedAt, reason: 'HTTP 503' },
    wait('08:02:30', 'HTTP 503'),
    undefined,
    'the next run finds out whether it was started',
  ],
  [
    { kind: 'gone', startedAt },
    refused('the assignment was deleted'),
    { result: 'refused', why: 'the assignment was deleted' },
    'people have to act',
  ],
  [
    { kind: 'denied', startedAt, reason: 'HTTP 403' },
    refused('HTTP 403'),
    { result: 'refused', why: 'HTTP 403' },
    'people have to act',
  ],
])('after the start of a remediation task that gives %j', async (started, answer, end, why) => {
  const world = await answering();
  const intent = intentOf(world.clock.iso(), { method: 'TASK' });
  world.writes.records.push({ intent });
  const asked: unknown[] = [];
  const tasks = {
    start: (input: unknown) => {
      asked.push(input);
      return Promise.resolve(started);
    },
  } as unknown as RemediationTasks;
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks, tasks };
  const plan = planOf({ kind: 'task', method: 'TASK', task });
  expect(await sendWrite(intent, plan, { body: {} }, ports), why).toEqual(answer);
  expect(asked).toEqual([{ resourceId: accountId, name: 'phiwatch-decision', ...task }]);
  expect(world.writes.records[0]?.end).toEqual(end && { ...end, at: world.clock.iso() });
});

test('a deployment without a client for remediation tasks starts none', async () => {
  const world = await answering();
  const intent = intentOf(world.clock.iso(), { method: 'TASK' });
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks };
  expect(
    await sendWrite(intent, planOf({ kind: 'task', method: 'TASK', task }), { body: {} }, ports),
  ).toEqual(blocked('this deployment starts no remediation tasks'));
  expect(world.writer.written).toEqual([]);
});

test.each([
  ['decision', 'phiwatch-decision'],
  ['Response.7_A', 'phiwatch-response-7-a'],
  ['0123456789-0123456789-0123456789.7', 'phiwatch--0123456789-0123456789-7'],
])('the remediation task of the decision %s is named %s', (decision, name) => {
  expect(taskNameOf({ decision })).toBe(name);
});
