import { expect, test } from 'vitest';
import type { Caller } from '../../../src/platform/auth/index.ts';
import {
  applyDecision,
  approvePlan,
  askRevert,
  proposePlan,
  verifyDecision,
} from '../../../src/response/approval/index.ts';
import { closeResponse } from '../../../src/response/responses/index.ts';
import { account, accountId } from '../../support/fakes.ts';
import type { Hook } from '../../support/fakes.ts';
import { answering, people } from '../world.ts';

type World = Awaited<ReturnType<typeof answering>>;

const as = (objectId: string): Caller => ({
  objectId,
  tenantId: 'tenant',
  kind: 'user',
  roles: ['RemediationApprover'],
  auditor: false,
});
const last = (world: World) => world.all().at(-1)!;
const approve = (world: World, who: string) =>
  approvePlan(last(world).id, { planHash: last(world).plan?.hash }, as(who), world.answerPorts);
const revert = (world: World, who: string) =>
  askRevert(last(world).id, { why: 'the scanner cannot speak TLS' }, as(who), world.answerPorts);

/** A world in which the account has drifted. */
async function drifted(mode: 'ask' | 'auto') {
  const world = await answering();
  await world.mode(mode);
  await world.turn(false);
  return world;
}

/** Does something once, when a step is reached. */
function once(part: { hook: Hook }, at: string, act: () => Promise<void>): void {
  part.hook = async (step) => {
    if (step !== at) return;
    part.hook = () => undefined;
    await act();
  };
}

/** The decision that was approved, as a workflow is given it. */
async function decidedByPeople(world: World) {
  await world.answer();
  await approve(world, people.ada);
  const { id, decision } = last(world);
  if (!decision) throw new Error('nothing is decided');
  return { id, decision: decision.id };
}

test('an approval that is given while another run proposes the plan stands', async () => {
  const world = await drifted('ask');
  once(world.azure, `get ${accountId}`, async () => {
    await proposePlan(last(world).id, world.answerPorts);
    expect(await approve(world, people.ada)).toMatchObject({ kind: 'done' });
  });
  await world.answer();
  expect(last(world).remediation).toMatchObject({ status: 'verified' });
  expect(world.writes.records).toMatchObject([{ intent: { approvedBy: [people.ada] } }]);
});

test('a response that is closed while its plan is made is not asked about', async () => {
  const world = await drifted('ask');
  once(world.azure, `get ${accountId}`, () => closeResponse(last(world).id, 'resolved', world.answerPorts));
  await world.answer();
  expect(last(world)).toMatchObject({ status: 'closed', closure: 'resolved' });
  expect(last(world).remediation).toMatchObject({ status: 'none', why: 'the drift has ended' });
  expect(world.kinds()).toEqual(['first', 'resolved']);
});

/** Another run has ended the decision, and made a later one. */
function decideAgain(world: World, status: 'decided' | 'written'): Promise<void> {
  const { id, decision } = last(world);
  const kept = world.responses.kept.get(id)!;
  const later = {
    ...kept.value,
    decision: { ...decision!, id: 'later' },
    remediation: { mode: 'ask', status } as const,
  };
  world.responses.kept.set(id, { ...kept, value: later });
  return Promise.resolve();
}

test('the outcome of a decision says nothing of a later one', async () => {
  const world = await drifted('ask');
  const decided = await decidedByPeople(world);
  once(world.writes, 'before lease', () => decideAgain(world, 'decided'));
  await applyDecision(decided, world.answerPorts);
  expect(last(world)).toMatchObject({ decision: { id: 'later' }, remediation: { status: 'decided' } });
});

test('the verification of a decision says nothing of a later one', async () => {
  const world = await drifted('ask');
  const decided = await decidedByPeople(world);
  await applyDecision(decided, world.answerPorts);
  once(world.azure, `get ${accountId}`, () => decideAgain(world, 'written'));
  await verifyDecision({ ...decided, readings: 0 }, world.answerPorts);
  expect(last(world)).toMatchObject({
    status: 'waiting',
    decision: { id: 'later' },
    remediation: { status: 'written' },
  });
});

test('a decision that another run has carried out and verified stays verified', async () => {
  const world = await drifted('ask');
  const decided = await decidedByPeople(world);
  once(world.writes, 'before lease', () => world.run(decided));
  await applyDecision(decided, world.answerPorts);
  expect(last(world)).toMatchObject({ status: 'closed', remediation: { status: 'verified' } });
  expect(world.writer.written).toHaveLength(1);
});

test('a revert that is requested while another run verifies the write stays requested', async () => {
  const world = await drifted('ask');
  const decided = await decidedByPeople(world);
  await applyDecision(decided, world.answerPorts);
  once(world.azure, `get ${accountId}`, async () => {
    await verifyDecision({ ...decided, readings: 0 }, world.answerPorts);
    expect(await revert(world, people.ben)).toMatchObject({ kind: 'done' });
  });
  await verifyDecision({ ...decided, readings: 0 }, world.answerPorts);
  expect(last(world)).toMatchObject({
    remediation: { status: 'asked', askedBy: people.ben },
    request: { kind: 'revert' },
  });
});

test('a revert is not requested again while one is under way', async () => {
  const world = await drifted('auto');
  await world.answer();
  await revert(world, people.ben);
  const { request } = last(world);
  expect(await revert(world, people.ada)).toMatchObject({ kind: 'conflict' });
  await approve(world, people.ada);
  expect(await revert(world, people.ada)).toMatchObject({ kind: 'conflict' });
  expect(last(world)).toMatchObject({
    request: { ...request, approvals: [{ who: people.ada }] },
    remediation: { status: 'decided', askedBy: people.ben },
  });
});

test('a revert that did not hold is left to people', async () => {
  const world = await drifted('auto');
  await world.answer();
  await world.settle();
  await revert(world, people.ben);
  await approve(world, people.ada);
  world.clock.advance(700);
  // Somebody else's tool keeps the account closed.
  world.writer.after = () => world.azure.put(account(true));
  const told = world.kinds().length;
  await world.answer();
  expect(world.kinds().slice(told)).toEqual([]);
  expect(last(world).remediation).toEqual({
    mode: 'auto',
    status: 'blocked',
    why: 'it was turned back',
    askedBy: people.ben,
  });
});
