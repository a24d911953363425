import { expect, test } from 'vitest';
import type { RemediationTasks } from '../../../src/platform/azure/policy-types.ts';
import type { ReadFailure } from '../../../src/platform/azure/types.ts';
import type { WriteEnd } from '../../../src/platform/store/write-types.ts';
import { recoverWrite } from '../../../src/response/remediation/recover-write.ts';
import { account, accountId } from '../../support/fakes.ts';
import { answering } from '../world.ts';
import { intentOf } from './intents.ts';

const tls = (version: string) => ({ minimumTlsVersion: version });
const startedAt = '2026-03-01T08:00:00.000Z';
const throttled: ReadFailure = { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' };
const failed: ReadFailure = { kind: 'failed', startedAt, reason: 'HTTP 503' };
const denied: ReadFailure = { kind: 'denied', startedAt, reason: 'HTTP 403' };
const isFailure = (shown: object): shown is ReadFailure => 'startedAt' in shown;
const before = account(false, accountId, tls('TLS1_0'));
const after = account(true, accountId, tls('TLS1_2'));

const written = { kind: 'written' };
const send = undefined;
const wait = (until: string, why: string) => ({ kind: 'wait', until, why });
const found = { result: 'applied', found: true };
const lost = { result: 'withdrawn', why: 'Azure shows nothing of the call' };
const changed = { result: 'changed', why: 'somebody has changed the resource' };

/** The write sets two settings. It began at 08:02:00; a run finds it so many seconds later. */
test.each<
  [
    given: string,
    end: WriteEnd['result'] | 'no end',
    azure: typeof before | 'gone' | ReadFailure,
    etag: 'an ETag' | 'no ETag',
    seconds: number,
    answer: object | undefined,
    recorded: object | undefined,
    why: string,
  ]
>([
  ['was applied', 'applied', before, 'an ETag', 1, written, undefined, 'the journal says so'],
  ['was refused', 'refused', before, 'no ETag', 1, send, undefined, 'it changed nothing'],
  ['met a change', 'changed', before, 'no ETag', 1, send, undefined, 'it changed nothing'],
  ['did not arrive', 'withdrawn', before, 'no ETag', 1, send, undefined, 'it changed nothing'],
  [
    'may have arrived, with an ETag, and shows',
    'no end',
    after,
    'an ETag',
    1,
    written,
    found,
    'the answer was lost',
  ],
  [
    'may have arrived, without an ETag, and shows',
    'no end',
    after,
    'no ETag',
    1,
    written,
    found,
    'the answer was lost',
  ],
  [
    'may have arrived, with an ETag, and does not show',
    'no end',
    before,
    'an ETag',
    1,
    send,
    lost,
    'if it is still on its way, Azure refuses it by its ETag',
  ],
  [
    'may have arrived 89 seconds ago, without an ETag, and does not show',
    'no end',
    before,
    'no ETag',
    89,
    wait('2026-03-01T08:03:30.000Z', 'the outcome of the last call is not known yet'),
    undefined,
    'it may still be on its way',
  ],
  [
    'may have arrived 90 seconds ago, without an ETag, and does not show',
    'no end',
    before,
    'no ETag',
    90,
    send,
    lost,
    'no call takes longer',
  ],
  [
    'may have arrived, and shows another value',
    'no end',
    account('other', accountId, tls('TLS1_0')),
    'an ETag',
    1,
    { kind: 'void', why: 'somebody has changed the resource' },
    changed,
    'it is to be planned again',
  ],
  [
    'may have arrived, and shows in part',
    'no end',
    account(true, accountId, tls('TLS1_0')),
    'an ETag',
    1,
    { kind: 'void', why: 'somebody has changed the resource' },
    changed,
    'it sets both or none',
  ],
  [
    'may have arrived, and the resource was deleted',
    'no end',
    'gone',
    'an ETag',
    1,
    { kind: 'needless', why: 'the resource was deleted' },
    undefined,
    'there is nothing to write to',
  ],
  [
    'may have arrived, and the read is throttled',
    'no end',
    throttled,
    'an ETag',
    0,
    wait('2026-03-01T08:08:12.000Z', 'HTTP 429'),
    undefined,
    'it waits as long as Azure says',
  ],
  [
    'may have arrived, and the read fails',
    'no end',
    failed,
    'an ETag',
    0,
    wait('2026-03-01T08:02:30.000Z', 'HTTP 503'),
    undefined,
    'it looks again half a minute later',
  ],
  [
    'may have arrived, and the read is denied',
    'no end',
    denied,
    'an ETag',
    1,
    { kind: 'blocked', why: 'the resource cannot be read: HTTP 403' },
    undefined,
    'people have to look at it',
  ],
])('a write that %s', async (_given, end, azure, etag, seconds, answer, recorded, why) => {
  const world = await answering();
  const intent = intentOf(world.clock.iso(), {
    changes: [
      { path: 'properties.supportsHttpsTrafficOnly', before: false, after: true },
      { path: 'properties.minimumTlsVersion', before: 'TLS1_0', after: 'TLS1_2' },
    ],
    ...(etag === 'an ETag' && { ifMatch: 'w1' }),
  });
  world.writes.records.push({
    intent,
    ...(end !== 'no end' && { end: { result: end, at: world.clock.iso() } }),
  });
  if (azure === 'gone') world.azure.remove(accountId);
  else if (isFailure(azure)) world.azure.instead.set(accountId.toLowerCase(), () => azure);
  else world.azure.put(azure);
  world.clock.advance(seconds);
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks };
  expect(await recoverWrite(world.writes.records[0], ports), why).toEqual(answer);
  if (end !== 'no end') return;
  expect(world.writes.records[0]?.end).toEqual(recorded && { ...recorded, at: world.clock.iso() });
});

const running = { name: 'phiwatch-decision', state: 'Running', deployments: 0, failed: 0 } as const;
const unknown = wait(
  '2026-03-01T08:02:30.000Z',
  'it is not known yet whether the remediation task was started',
);

test.each<
  [
    task: string,
    read: Awaited<ReturnType<RemediationTasks['read']>> | 'no client',
    answer: object | undefined,
    recorded: object | undefined,
    why: string,
  ]
>([
  [
    'is there',
    { kind: 'read', startedAt, value: running },
    { kind: 'written', accepted: true },
    undefined,
    'its name is that of the decision',
  ],
  ['is not there', { kind: 'gone', startedAt }, send, lost, 'it was never started'],
  ['cannot be read for now', throttled, unknown, undefined, 'a second one might be started'],
  ['may not be read', denied, unknown, undefined, 'a second one might be started'],
  ['cannot be read by this deployment', 'no client', unknown, undefined, 'a second one might be started'],
])(
  'a start of a remediation task that may have arrived, where the task %s',
  async (_task, read, answer, recorded, why) => {
    const world = await answering();
    const intent = intentOf(world.clock.iso(), { method: 'TASK', changes: [], decision: 'Decision' });
    world.writes.records.push({ intent });
    const asked: unknown[] = [];
    const tasks = {
      read: (task: unknown) => {
        asked.push(task);
        return Promise.resolve(read);
      },
    } as unknown as RemediationTasks;
    const ports = {
      ...world.remediation,
      writer: world.writer,
      checks: world.checks,
      ...(read !== 'no client' && { tasks }),
    };
    expect(await recoverWrite(world.writes.records[0], ports), why).toEqual(answer);
    expect(world.writes.records[0]?.end).toEqual(recorded && { ...recorded, at: world.clock.iso() });
    if (read !== 'no client') expect(asked).toEqual([{ resourceId: accountId, name: 'phiwatch-decision' }]);
  },
);

test('a write that Azure has accepted is not sent again, however long ago that was', async () => {
  const world = await answering();
  const at = world.clock.iso();
  const operation = { kind: 'status', url: 'https://azure/1', at } as const;
  world.azure.put(before);
  world.clock.advance(3600);
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks };
  expect(await recoverWrite({ intent: intentOf(at), operation }, ports)).toEqual({
    kind: 'written',
    accepted: true,
  });
  for (const result of ['applied', 'failed', 'unfinished', 'nothing'] as const)
    expect(await recoverWrite({ intent: intentOf(at), operation, end: { result, at } }, ports)).toEqual({
      kind: 'written',
    });
});

test('while the resource is worked on, the call may be what it is worked on for', async () => {
  const world = await answering();
  const intent = intentOf(world.clock.iso());
  world.azure.put(account(false, accountId, { ...tls('TLS1_0'), provisioningState: 'Updating' }));
  world.clock.advance(600);
  const ports = { ...world.remediation, writer: world.writer, checks: world.checks };
  const changes = [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }];
  expect(await recoverWrite({ intent: { ...intent, changes } }, ports)).toEqual(
    wait(world.clock.iso(30), 'the resource is Updating'),
  );
});

test('without an earlier write there is nothing to recover', async () => {
  const { remediation, writer, checks } = await answering();
  expect(await recoverWrite(undefined, { ...remediation, writer, checks })).toBeUndefined();
});
