import { expect, test, vi } from 'vitest';
import type { WriteIntent, WriteRecord } from '../../../src/platform/store/write-types.ts';
import { askForPlan, proposePlan, rejectPlan } from '../../../src/response/approval/index.ts';
import { answerMessage } from '../../../src/response/follow-up/index.ts';
import { stopWrites } from '../../../src/response/remediation/index.ts';
import type { Mode } from '../../../src/response/remediation/index.ts';
import type { Remediation } from '../../../src/response/responses/response.ts';
import {
  account,
  accountId,
  group,
  propertyPolicy,
  secureTransfer,
  subscriptionId,
} from '../../support/fakes.ts';
import { intentOf } from '../remediation/intents.ts';
import { alerts, answering, people } from '../world.ts';

type World = Awaited<ReturnType<typeof answering>>;

test('a fault that comes into sight is not remediated by the mode auto alone', async () => {
  const world = await answering();
  await world.mode('auto');
  const denied = { kind: 'denied' as const, reason: 'HTTP 403' };
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({ ...denied, startedAt }));
  await world.turn(false);
  await world.answer();
  world.azure.instead.clear();
  await world.turn(false);
  await world.answer();
  const { drift, remediation } = world.all().at(-1)!;
  expect(drift).toMatchObject({ cause: 'visibility', to: 'NonCompliant' });
  expect(remediation).toMatchObject({
    mode: 'ask',
    status: 'asked',
    why: 'no change of the resource is known to have caused the drift',
  });
  expect(world.writer.written).toEqual([]);
});

test('a plan rests on a reading that is certainly later than the one that found the drift', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false);
  const read = vi.spyOn(world.azure, 'get');
  await world.answer();
  const { drift, remediation } = world.all().at(-1)!;
  expect(remediation).toMatchObject({ status: 'asked' });
  // A reading of the same second may be older: its date has no more than seconds.
  const later = new Date(Date.parse(drift.readAt) + 1000).toISOString();
  // Without a moment, it is a reading of its own.
  expect(new Set(read.mock.calls.map(([, since]) => since))).toEqual(new Set([later, undefined]));
});

/** A write that the journal has for one of the policies, an hour before the account accepts unencrypted connections. */
const wrote = (
  after: unknown,
  more: Partial<WriteIntent> = {},
  result: 'applied' | 'refused' = 'applied',
) => {
  const at = '2026-03-01T07:00:00.000Z';
  const changes = [{ path: 'properties.supportsHttpsTrafficOnly', before: 'earlier', after }];
  return { intent: intentOf(at, { decision: 'earlier', changes, ...more }), end: { result, at } };
};
const revert = { kind: 'revert', decision: 'revert' } as const;
const ownWrite = 'a write by phiwatch led to the drift';
const reverted = 'people have reverted it before';

test.each<[journal: string, decides: 'phiwatch' | 'people', records: readonly WriteRecord[], why?: string]>([
  ['no write', 'phiwatch', []],
  ['a write of the value for another policy', 'people', [wrote(false, { policy: 'other' })], ownWrite],
  ['a refused write of the value', 'phiwatch', [wrote(false, { policy: 'other' }, 'refused')]],
  ['a write of another value for another policy', 'phiwatch', [wrote('other', { policy: 'other' })]],
  ['a write for the policy', 'phiwatch', [wrote(true)]],
  ['a revert to the value', 'people', [wrote(true), wrote(false, revert)], reverted],
  ['a revert to another value', 'people', [wrote(true), wrote('other', revert)], reverted],
  ['a revert for another policy', 'phiwatch', [wrote('other', { ...revert, policy: 'other' })]],
  ['a write after a revert', 'phiwatch', [wrote('other', revert), wrote(true)]],
])(
  'in the mode auto, with %s in the journal, the decision is up to %s',
  async (_name, decides, records, why) => {
    const world = await answering();
    await world.mode('auto');
    world.writes.records.push(...records);
    await world.turn(false);
    await world.answer();
    expect(world.all().at(-1)?.remediation).toMatchObject(
      decides === 'people' ? { mode: 'ask', status: 'asked', why } : { mode: 'auto', status: 'verified' },
    );
    expect(world.writer.written).toHaveLength(decides === 'people' ? 0 : 1);
    if (why === undefined) return;
    expect(world.outbox.added.at(-1)?.content).toMatchObject({
      why: `phiwatch has prepared a remediation. People have to approve it, because ${why}.`,
    });
  },
);

test('in the mode observe nobody is asked, whatever is in the journal', async () => {
  const world = await answering();
  await world.mode('observe');
  world.writes.records.push(wrote(true), wrote(false, revert));
  await world.turn(false);
  await world.answer();
  expect(world.all().at(-1)?.remediation).toEqual({ mode: 'observe', status: 'observed' });
});

test('a response that was deleted while its plan is made is not answered', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false);
  world.azure.hook = () => world.responses.kept.clear();
  await world.answer();
  expect(world.all()).toEqual([]);
  expect(world.kinds()).toEqual(['first']);
});

test('a fault that a new version of its policy finds is not remediated by the mode auto', async () => {
  const setting = 'supportsHttpsTrafficOnly';
  const version = (wanted: boolean, number: string) => ({
    ...propertyPolicy(secureTransfer.name, 'Microsoft.Storage/storageAccounts', setting, wanted, number),
    remediation: 'patch' as const,
    remedy: { kind: 'patch' as const, properties: { [setting]: wanted }, method: 'PATCH' as const },
  });
  const policies = [version(false, '1.0.0')];
  const world = await answering(alerts, policies);
  await world.mode('auto');
  await world.turn(false);
  policies[0] = version(true, '2.0.0');
  await world.turn(false);
  const drift = world.store.journal().at(-1)!;
  expect(drift).toMatchObject({ cause: 'policy', to: 'NonCompliant' });
  // Even where a message asks for it.
  await world.answer([...world.work(), drift]);
  expect(world.all()).toEqual([]);
  expect(world.writer.written).toEqual([]);
});

test('people are not asked to approve a plan that a guard stops', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false);
  const tags = { 'phiwatch-remediation': 'off' };
  world.azure.put({ ...account(false), tags });
  await world.answer();
  expect(world.all().at(-1)?.remediation).toMatchObject({ mode: 'ask', status: 'blocked' });
  expect(world.kinds()).toEqual(['first', 'escalation']);
});

const planned = { changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }] };
const at = (time: string) => `2026-03-01T${time}.000Z`;
const stopped = 'the kill switch stops all writes';
const stop = (world: World) => stopWrites({ why: 'an outage' }, { objectId: people.ben }, world.remediation);
const optOut = (world: World) =>
  world.azure.put({ ...account(false), tags: { 'phiwatch-remediation': 'off' } });
const fail = (world: World) => {
  const failed = { kind: 'failed', startedAt: at('08:04:00'), reason: 'HTTP 503' } as const;
  world.azure.instead.set(accountId.toLowerCase(), () => failed);
};
const announce = (world: World) =>
  world.ports.records.announcedChanges.add(subscriptionId, {
    id: 'change',
    version: 1,
    recordedAt: at('08:00:00'),
    value: {
      ticket: 'CHG-1',
      scope: group,
      what: 'a new scanner',
      from: at('08:00:00'),
      until: at('09:00:00'),
      status: 'announced',
      by: people.author,
    },
  });
const announced = 'a change of the resource is announced';
const correct = (world: World) => world.azure.put(account(true));
const quiet = () => undefined;
const corrected = 'the settings are as the remedy would make them';
const optedOut = 'a tag opts the resource out of remediation';

/** The account accepts unencrypted connections, and the drift is taken up at 08:04:00. */
test.each<
  [
    mode: Mode,
    given: string,
    arrange: (world: World) => unknown,
    remediation: Remediation,
    step: string,
    hasPlan: boolean,
    told: 'approvers' | 'responders' | 'nobody',
  ]
>([
  ['off', 'nothing else', quiet, { mode: 'off', status: 'observed' }, 'planned', true, 'nobody'],
  ['observe', 'nothing else', quiet, { mode: 'observe', status: 'observed' }, 'planned', true, 'nobody'],
  [
    'observe',
    'a tag that opts out',
    optOut,
    { mode: 'observe', status: 'observed' },
    'planned',
    true,
    'nobody',
  ],
  ['ask', 'nothing else', quiet, { mode: 'ask', status: 'asked' }, 'asked', true, 'approvers'],
  ['ask', 'the kill switch', stop, { mode: 'ask', status: 'asked' }, 'asked', true, 'approvers'],
  [
    'ask',
    'a tag that opts out',
    optOut,
    { mode: 'ask', status: 'blocked', why: optedOut },
    'blocked',
    true,
    'responders',
  ],
  [
    'auto',
    'nothing else',
    quiet,
    { mode: 'auto', status: 'decided', nextAt: at('08:09:00') },
    'decided',
    true,
    'nobody',
  ],
  [
    'auto',
    'the kill switch',
    stop,
    { mode: 'auto', status: 'waiting', why: stopped, nextAt: at('08:09:00') },
    'held-back',
    true,
    'nobody',
  ],
  ['ask', 'an announced change', announce, { mode: 'ask', status: 'asked' }, 'asked', true, 'approvers'],
  [
    'auto',
    'an announced change',
    announce,
    { mode: 'auto', status: 'waiting', why: announced, nextAt: at('09:00:00') },
    'held-back',
    true,
    'nobody',
  ],
  [
    'auto',
    'a tag that opts out',
    optOut,
    { mode: 'auto', status: 'blocked', why: optedOut },
    'blocked',
    true,
    'responders',
  ],
  [
    'auto',
    'a read that fails',
    fail,
    { mode: 'observe', status: 'waiting', why: 'HTTP 503', nextAt: at('08:04:30') },
    'held-back',
    false,
    'nobody',
  ],
  [
    'auto',
    'a setting that has been corrected',
    correct,
    { mode: 'auto', status: 'none', why: corrected },
    'planned',
    false,
    'nobody',
  ],
])('in the mode %s, with %s', async (mode, _given, arrange, remediation, what, hasPlan, told) => {
  const world = await answering();
  await world.mode(mode);
  await world.turn(false);
  await arrange(world);
  for (const message of world.work())
    await answerMessage(message, world.answerPorts, () => Promise.resolve());
  const response = world.all().at(-1)!;
  expect(response.remediation).toEqual(remediation);
  expect((await world.responses.steps(response.id)).at(-1)).toEqual({
    n: response.step,
    at: at('08:04:00'),
    what,
    ...(remediation.why !== undefined && { why: remediation.why }),
    ...(what === 'decided' && { why: 'auto' }),
  });
  expect(response.plan).toEqual(hasPlan ? expect.objectContaining(planned) : undefined);
  expect(response.request?.planHash).toBe(what === 'asked' ? response.plan?.hash : undefined);
  expect(response.decision).toEqual(
    what === 'decided'
      ? {
          id: `${response.id}.${response.step - 1}`,
          kind: 'apply',
          plan: response.plan,
          by: 'auto',
          at: at('08:04:00'),
        }
      : undefined,
  );
  const messages = {
    approvers: ['first', 'decision'],
    responders: ['first', 'escalation'],
    nobody: ['first'],
  };
  expect(world.kinds()).toEqual(messages[told]);
  expect(world.work()).toEqual(what === 'decided' ? [{ goOn: response.id }] : []);
});

test.each<[mode: Mode, status: string]>([
  ['observe', 'asked'],
  ['off', 'observed'],
])('in the mode %s, a plan that somebody has requested is %s', async (mode, status) => {
  const world = await answering();
  await world.mode(mode);
  await world.turn(false);
  await world.answer();
  const { id } = world.all().at(-1)!;
  await askForPlan(id, { why: 'the network is ready' }, { objectId: people.ben }, world.answerPorts);
  await world.answer();
  expect(world.all().at(-1)?.remediation).toEqual({
    mode: status === 'asked' ? 'ask' : 'off',
    status,
    askedBy: people.ben,
  });
});

test('who requested a plan is kept while the plan cannot be made', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false);
  await world.answer();
  const { id, plan } = world.all().at(-1)!;
  const caller = {
    objectId: people.ada,
    tenantId: 't',
    kind: 'user',
    roles: ['RemediationApprover'],
    auditor: false,
  } as const;
  await rejectPlan(id, { why: 'not now' }, caller, world.answerPorts);
  await askForPlan(id, { why: 'the network is ready' }, { objectId: people.ben }, world.answerPorts);
  fail(world);
  await proposePlan(id, world.answerPorts);
  expect(world.all().at(-1)?.remediation).toEqual({
    mode: 'ask',
    status: 'waiting',
    why: 'HTTP 503',
    nextAt: world.clock.iso(30),
    askedBy: people.ben,
  });
  expect(world.all().at(-1)?.plan).toEqual(plan);
});

test.each<[by: string | null, needed: string]>([
  [people.author, 'It takes one person who neither made the change nor requested the fix.'],
  [null, 'It takes 2 people who neither made the change nor requested the fix.'],
])(
  'where the change was made by %s, the message to approvers says how many must approve',
  async (by, needed) => {
    const world = await answering();
    await world.mode('ask');
    await world.turn(false, accountId, by);
    await world.answer();
    const { id, request } = world.all().at(-1)!;
    const message = world.outbox.added.at(-1)!;
    expect(message.id).toBe(`response|${id}|decision|${request?.askedAt}.${request?.planHash.slice(0, 8)}`);
    expect(message.content).toMatchObject({
      why: 'phiwatch has prepared a remediation and waits for approval.',
      next: `Please review the planned change and approve or reject it by ${request?.expiresAt}. ${needed}`,
    });
  },
);

test('a run that died before people were told tells them once', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false);
  let asked = false;
  world.outbox.hook = (step) => {
    asked = world.all().at(-1)?.remediation?.status === 'asked';
    if (asked && step === 'before add') throw new Error('killed');
  };
  await expect(world.answer()).rejects.toThrow('killed');
  world.outbox.hook = () => undefined;
  expect(world.kinds()).toEqual(['first']);
  const { id } = world.all().at(-1)!;
  const reads = world.azure.reads.length;
  for (let runs = 0; runs < 2; runs += 1) await proposePlan(id, world.answerPorts);
  expect(world.azure.reads).toHaveLength(reads);
  expect(world.kinds()).toEqual(['first', 'decision']);
});

const unknown = 'it is unknown whether the plan would open the resource further, so people must decide';

test.each<[mode: Mode, remediation: Remediation, told: string]>([
  ['ask', { mode: 'ask', status: 'asked' }, 'decision'],
  ['auto', { mode: 'auto', status: 'blocked', why: unknown }, 'escalation'],
])('in the mode %s, with a plan whose direction is unknown', async (mode, remediation, told) => {
  const remedy = { kind: 'patch', properties: { odd: true }, method: 'PATCH' } as const;
  const world = await answering(alerts, [{ ...secureTransfer, remediation: 'patch', remedy }]);
  await world.mode(mode);
  await world.turn(false);
  await world.answer();
  expect(world.all().at(-1)?.remediation).toEqual(remediation);
  expect(world.kinds()).toEqual(['first', told]);
  expect(world.writer.written).toEqual([]);
});
