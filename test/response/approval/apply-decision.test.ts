import { expect, test } from 'vitest';
import type { WriteRecord } from '../../../src/platform/store/write-types.ts';
import { escalateBlocked } from '../../../src/response/approval/escalate-blocked.ts';
import {
  applyDecision,
  askForPlan,
  askRevert,
  approvePlan,
  verifyDecision,
} from '../../../src/response/approval/index.ts';
import { stopWrites } from '../../../src/response/remediation/index.ts';
import { account, accountId } from '../../support/fakes.ts';
import { intentOf } from '../remediation/intents.ts';
import { answering, people } from '../world.ts';

type World = Awaited<ReturnType<typeof answering>>;

const as = (objectId: string) =>
  ({ objectId, tenantId: 'tenant', kind: 'user', roles: ['RemediationApprover'], auditor: false }) as const;
const { ada, ben } = people;
const last = (world: World) => world.all().at(-1)!;
const lastStep = async (world: World) => (await world.responses.steps(last(world).id)).at(-1);
const isReevaluated = ({ queue }: World) => queue.messages.length > 0;

/** A world in which Ben has requested a plan, and Ada has approved it: at 08:04:00. */
async function decided() {
  const world = await answering();
  await world.mode('observe');
  await world.turn(false);
  await world.answer();
  const { id } = last(world);
  await askForPlan(id, { why: 'the network is ready' }, as(ben), world.answerPorts);
  await world.answer();
  await approvePlan(id, { planHash: last(world).plan?.hash }, as(ada), world.answerPorts);
  world.work();
  world.queue.messages = [];
  const work = { id, decision: last(world).decision!.id };
  return { world, work };
}

const at = (time: string) => `2026-03-01T${time}.000Z`;
const end = { kind: 'end' };
const busy = { kind: 'busy', status: 409, why: 'HTTP 409' } as const;
const denied = { kind: 'denied', status: 403, why: 'HTTP 403' } as const;
const looped = 'it was remediated 3 times within a day, and the setting was changed back each time';

test.each<
  [
    outcome: string,
    arrange: (world: World) => unknown,
    turn: object,
    remediation: object,
    step: object,
    next: 'verify' | 'wait' | 'propose' | 're-evaluate' | 'escalate',
  ]
>([
  [
    'written',
    () => undefined,
    { kind: 'next' },
    { status: 'written', nextAt: at('08:09:00') },
    { what: 'written' },
    'verify',
  ],
  [
    'kept waiting by Azure',
    (world) => world.writer.instead.push(busy),
    { kind: 'wait', until: at('08:04:30') },
    {
      status: 'decided',
      why: 'another operation on the resource is under way: HTTP 409',
      nextAt: at('08:05:30'),
    },
    { what: 'held-back', why: 'another operation on the resource is under way: HTTP 409' },
    'wait',
  ],
  [
    'stopped by the kill switch',
    (world) => stopWrites({ why: 'an outage' }, { objectId: ben }, world.remediation),
    { kind: 'wait', until: at('08:09:00') },
    { status: 'decided', why: 'the kill switch stops all writes', nextAt: at('08:10:00') },
    { what: 'held-back', why: 'the kill switch stops all writes' },
    'wait',
  ],
  [
    'void, as the resource has changed',
    (world) => world.azure.put(account('other')),
    end,
    { status: 'waiting', why: 'the resource has changed since the plan was made', nextAt: at('08:04:00') },
    { what: 'held-back', why: 'the resource has changed since the plan was made' },
    'propose',
  ],
  [
    'needless, as others have corrected the setting',
    (world) => world.azure.put(account(true)),
    end,
    { status: 'none', why: 'the settings are as the remedy would make them' },
    { what: 'held-back', why: 'the settings are as the remedy would make them' },
    're-evaluate',
  ],
  [
    'denied by Azure',
    (world) => world.writer.instead.push(denied),
    end,
    { status: 'blocked', why: expect.stringContaining('the remediation identity is denied: HTTP 403') },
    { what: 'blocked', why: expect.stringContaining('the remediation identity is denied: HTTP 403') },
    'escalate',
  ],
  [
    'the fourth in a day',
    (world) => {
      for (const time of ['02:00:00', '03:00:00', '04:00:00'])
        world.writes.records.push({
          intent: intentOf(at(time), { decision: time }),
          end: { result: 'applied', at: at(time) },
        });
    },
    end,
    { status: 'blocked', why: looped, looped: true },
    { what: 'blocked', why: looped },
    'escalate',
  ],
])('a decision that is %s', async (_outcome, arrange, turn, remediation, step, next) => {
  const { world, work } = await decided();
  await arrange(world);
  const told = world.kinds().length;
  expect(await applyDecision(work, world.answerPorts)).toEqual(turn);
  expect(last(world).remediation).toEqual({ mode: 'ask', askedBy: ben, ...remediation });
  expect(await lastStep(world)).toEqual({
    n: last(world).step,
    at: at('08:04:00'),
    ...step,
  });
  expect(last(world).request === undefined).toBe(next === 'propose');
  expect(world.work()).toEqual(next === 'propose' ? [{ goOn: work.id }] : []);
  expect(isReevaluated(world)).toBe(next === 're-evaluate');
  expect(world.kinds().slice(told)).toEqual(next === 'escalate' ? ['escalation'] : []);
});

test('a decision that needs nothing more has its resource evaluated again, by the drift that it is about', async () => {
  const { world, work } = await decided();
  world.azure.put(account(true));
  await applyDecision(work, world.answerPorts);
  expect(world.queue.messages.map(({ body }) => body)).toEqual([
    {
      kind: 'task',
      task: {
        target: accountId,
        change: {
          resourceId: accountId,
          time: at('08:04:00'),
          trigger: { kind: 'remediation', driftId: last(world).drift.id, decisionId: work.decision },
        },
        attempt: 0,
      },
    },
  ]);
});

test('a decision that is written is not written again, nor does it take the lease', async () => {
  const { world, work } = await decided();
  await applyDecision(work, world.answerPorts);
  world.writes.hook = (step) => {
    if (step === 'before lease') throw new Error('the lease is taken');
  };
  expect(await applyDecision(work, world.answerPorts)).toEqual({ kind: 'next' });
  expect(world.writer.written).toHaveLength(1);
});

test.each<[given: string, arrange: (world: World) => unknown, other?: object]>([
  ['is not the current one', () => undefined, { decision: 'another' }],
  ['is of no response', () => undefined, { id: 'none' }],
  ['is of a drift that has ended', (world) => world.turn(true)],
  [
    'is of a response that was deleted meanwhile',
    (world) => {
      world.writes.hook = () => {
        world.responses.kept.clear();
      };
    },
  ],
])('a decision that %s is at its end', async (_given, arrange, other = {}) => {
  const { world, work } = await decided();
  await arrange(world);
  expect(await applyDecision({ ...work, ...other }, world.answerPorts)).toEqual(end);
  expect(await verifyDecision({ ...work, ...other, readings: 0 }, world.answerPorts)).toEqual(end);
});

test('a decision that is not written yet is not verified', async () => {
  const { world, work } = await decided();
  const before = last(world);
  expect(await verifyDecision({ ...work, readings: 0 }, world.answerPorts)).toEqual(end);
  expect(last(world)).toEqual(before);
  expect(isReevaluated(world)).toBe(false);
});

test('what was written is not verified for a response that was deleted meanwhile', async () => {
  const { world, work } = await decided();
  await applyDecision(work, world.answerPorts);
  world.azure.hook = () => world.responses.kept.clear();
  expect(await verifyDecision({ ...work, readings: 0 }, world.answerPorts)).toEqual(end);
  expect(isReevaluated(world)).toBe(false);
});

test('what is verified closes the response, and can be reverted', async () => {
  const { world, work } = await decided();
  await applyDecision(work, world.answerPorts);
  expect(await verifyDecision({ ...work, readings: 0 }, world.answerPorts)).toEqual(end);
  expect(last(world)).toMatchObject({ status: 'closed', closure: 'remediated' });
  expect(last(world).remediation).toEqual({ mode: 'ask', status: 'verified', askedBy: ben });
  expect((await world.responses.steps(work.id)).map(({ what }) => what).slice(-3)).toEqual([
    'written',
    'verified',
    'closed',
  ]);
  expect(last(world).applied).toEqual(last(world).decision?.plan);
  expect(last(world).request).toBeUndefined();
  expect(isReevaluated(world)).toBe(true);
});

test('a run that died after the verification is resumed, and closes the response', async () => {
  const { world, work } = await decided();
  await applyDecision(work, world.answerPorts);
  world.queue.hook = () => Promise.reject(new Error('killed'));
  await expect(verifyDecision({ ...work, readings: 0 }, world.answerPorts)).rejects.toThrow('killed');
  world.queue.hook = () => undefined;
  expect(last(world)).toMatchObject({
    status: 'waiting',
    remediation: { status: 'verified', nextAt: at('08:09:00') },
  });
  const reads = world.azure.reads.length;
  expect(await verifyDecision({ ...work, readings: 1 }, world.answerPorts)).toEqual(end);
  expect(world.azure.reads).toHaveLength(reads);
  expect(last(world)).toMatchObject({ status: 'closed', closure: 'remediated' });
  expect(isReevaluated(world)).toBe(true);
});

test('what cannot be verified yet is read again, at the pace that it gets', async () => {
  const { world, work } = await decided();
  await applyDecision(work, world.answerPorts);
  world.azure.put(account(false));
  const before = last(world);
  for (const [readings, until] of [
    [0, at('08:04:05')],
    [2, at('08:04:30')],
  ] as const)
    expect(await verifyDecision({ ...work, readings }, world.answerPorts)).toEqual({ kind: 'wait', until });
  expect(last(world)).toEqual(before);
});

test('what did not hold is proposed again after a minute', async () => {
  const { world, work } = await decided();
  await applyDecision(work, world.answerPorts);
  world.azure.put(account(false));
  expect(await verifyDecision({ ...work, readings: 3 }, world.answerPorts)).toEqual(end);
  expect(last(world)).toMatchObject({ status: 'waiting' });
  expect(last(world).remediation).toEqual({
    mode: 'ask',
    status: 'waiting',
    why: 'it was turned back',
    nextAt: at('08:05:00'),
    askedBy: ben,
  });
  expect(last(world).request).toBeUndefined();
  expect(last(world).applied).toBeUndefined();
  expect(await lastStep(world)).toMatchObject({ what: 'not-held', why: 'it was turned back' });
});

test('a revert that holds is told of, and its finding counts again', async () => {
  const { world, work } = await decided();
  await world.run(work);
  world.clock.advance(600);
  await askRevert(work.id, { why: 'the scanner cannot speak TLS' }, as(ben), world.answerPorts);
  await approvePlan(work.id, { planHash: last(world).plan?.hash }, as(ada), world.answerPorts);
  const { decision } = last(world);
  const revert = { id: work.id, decision: decision!.id };
  expect(await applyDecision(revert, world.answerPorts)).toEqual({ kind: 'next' });
  world.queue.messages = [];
  expect(await verifyDecision({ ...revert, readings: 0 }, world.answerPorts)).toEqual(end);
  expect(last(world)).toMatchObject({ status: 'closed', closure: 'remediated' });
  expect(last(world).remediation).toEqual({ mode: 'ask', status: 'reverted', askedBy: ben });
  expect(last(world).applied).toBeUndefined();
  expect(last(world).request).toBeUndefined();
  expect(isReevaluated(world)).toBe(true);
  expect(world.outbox.added.at(-1)).toMatchObject({
    id: `response|${work.id}|reverted|${revert.decision}`,
    kind: 'changed',
    content: { why: 'The remediation was reverted, as two people decided.' },
  });
});

const script =
  'Please find out what changes the setting back each time. phiwatch writes it at most three times in a day.';
const byHand =
  'Please see to what stands in the way and request the fix again, or correct the setting by hand.';
const at0 = at('02:00:00');
const applied = (decision: string, more: object = {}) => ({
  intent: intentOf(at0, { decision, ...more }),
  end: { result: 'applied' as const, at: at0 },
});
const unended = { intent: intentOf(at0, { decision: 'e' }) };
const refused = { intent: intentOf(at0, { decision: 'c' }), end: { result: 'refused' as const, at: at0 } };

/** One id makes one message, however often it is sent. */
test.each<[given: string, isLooped: boolean, writes: readonly WriteRecord[], id: string, next: string]>([
  ['without a loop', false, [applied('a')], 'ID|blocked|DECISION', byHand],
  ['by a loop', true, [applied('a'), applied('b')], 'loop|secure-transfer|b', script],
  ['by a loop, and a refused write', true, [applied('b'), refused], 'loop|secure-transfer|b', script],
  ['by a loop, and a write without an end', true, [applied('b'), unended], 'loop|secure-transfer|b', script],
  [
    'by a loop, and a write for another policy',
    true,
    [applied('b'), applied('d', { policy: 'tls' })],
    'loop|secure-transfer|b',
    script,
  ],
  ['by a loop of which no write is on record', true, [], 'ID|blocked|DECISION', byHand],
])('a remediation that is blocked %s is escalated', async (_given, isLooped, writes, id, next) => {
  const { world, work } = await decided();
  const response = last(world);
  world.writes.records.push(...writes);
  const remediation = {
    mode: 'ask',
    status: 'blocked',
    why: 'as told',
    ...(isLooped && { looped: true as const }),
  } as const;
  await escalateBlocked({ ...response, remediation }, world.answerPorts);
  const message = world.outbox.added.at(-1)!;
  expect(message.id).toBe(`response|${id.replace('ID', work.id).replace('DECISION', work.decision)}`);
  expect(message.kind).toBe('escalation');
  expect(message.content).toMatchObject({
    why: 'Remediation is blocked: as told.',
    plan: [{ path: 'properties.supportsHttpsTrafficOnly' }],
  });
  expect(JSON.stringify(message.content)).toContain(next);
});
