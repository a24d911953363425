import { expect, test } from 'vitest';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { approvePlan, askForPlan, rejectPlan } from '../../../src/response/approval/index.ts';
import { accountId } from '../../support/fakes.ts';
import { answering, people } from '../world.ts';

type World = Awaited<ReturnType<typeof answering>>;

const as = (objectId: string, more: Partial<Caller> = {}): Caller => ({
  objectId,
  tenantId: 'tenant',
  kind: 'user',
  roles: ['RemediationApprover'],
  auditor: false,
  ...more,
});
const { author, ada, ben } = people;
const last = (world: World) => world.all().at(-1)!;

/** A world in which people are asked to approve the plan for a drift that the author has made. */
async function asked(by: string | null = author, mode: 'ask' | 'observe' = 'ask') {
  const world = await answering();
  await world.mode(mode);
  await world.turn(false, accountId, by);
  await world.answer();
  return world;
}
const shown = (world: World) => ({ planHash: last(world).plan?.hash });
const approve = (world: World, caller: Caller, input: object = shown(world)) =>
  approvePlan(last(world).id, input, caller, world.answerPorts);
const reject = (world: World, caller: Caller, input: object = { why: 'the scanner fails' }) =>
  rejectPlan(last(world).id, input, caller, world.answerPorts);

const own = { kind: 'forbidden', why: 'own' };
const role = { kind: 'forbidden', why: 'role' };
const application = { kind: 'forbidden', why: 'application' };
const conflict = (why: string) => ({ kind: 'conflict', why });
const done = { kind: 'done' };

/** Ben has requested the plan where it says so; the request was made 12 hours before it expires. */
test.each<
  [who: string, caller: Caller, approves: object, rejects: object, why: string, by?: 'requested by Ben']
>([
  ['another approver', as(ada), done, done, 'it takes one who did not make the change'],
  ['who made the change', as(author), own, own, 'nobody decides on their own work'],
  ['them, by the id in capitals', as(author.toUpperCase()), own, own, 'ids have no case'],
  ['who requested the plan', as(ben), own, own, 'nor on what they requested', 'requested by Ben'],
  ['another than who requested the plan', as(ada), done, done, 'two people agree', 'requested by Ben'],
  ['a responder', as(ada, { roles: ['Responder'] }), role, role, 'only approvers decide'],
  ['an application', as(ada, { kind: 'application' }), application, application, 'it takes a person'],
])('the plan is approved or rejected by %s', async (_who, caller, approves, rejects, why, by) => {
  for (const [decide, answer] of [
    [approve, approves],
    [reject, rejects],
  ] as const) {
    const world = await asked(author, by ? 'observe' : 'ask');
    if (by) {
      await askForPlan(last(world).id, { why: 'it is safe' }, as(ben), world.answerPorts);
      await world.answer();
    }
    const before = last(world);
    expect(before.remediation?.status).toBe('asked');
    expect(await decide(world, caller), why).toMatchObject(answer);
    if (answer !== done) expect(last(world)).toEqual(before);
  }
});

test.each<[given: string, seconds: number, input: object | undefined, answer: object]>([
  ['the hash of the plan that was shown', 0, undefined, done],
  ['another hash', 0, { planHash: '0'.repeat(64) }, conflict('a different plan waits for approval')],
  ['what is no hash', 0, { planHash: 'x' }, { kind: 'invalid', field: 'planHash' }],
  ['no hash', 0, {}, { kind: 'invalid', field: 'planHash' }],
  ['the hash, in the last second', 43_199, undefined, done],
  ['the hash, when the request has expired', 43_200, undefined, conflict('the request has expired')],
])('an approval with %s', async (_given, seconds, input, answer) => {
  const world = await asked();
  world.clock.advance(seconds);
  expect(await approve(world, as(ada), input)).toMatchObject(answer);
});

test('one approves where it is known who made the change', async () => {
  const world = await asked();
  const { id, plan, step } = last(world);
  const at = world.clock.iso();
  expect(last(world).request).toMatchObject({ needed: 1, approvals: [] });
  await approve(world, as(ada));
  expect(last(world)).toMatchObject({
    request: { approvals: [{ who: ada, at }] },
    decision: { id: `${id}.${step}`, kind: 'apply', plan, by: [ada], at },
    remediation: { mode: 'ask', status: 'decided', nextAt: at },
  });
  expect(world.work()).toEqual([{ goOn: id }]);
  expect(await approve(world, as(ben))).toEqual(conflict('no approval is requested'));
});

test('two approve where it is not known who made the change, and neither of them twice', async () => {
  const world = await asked(null);
  expect(last(world).request).toMatchObject({ needed: 2, approvals: [] });
  await approve(world, as(ada));
  expect(await approve(world, as(ada))).toEqual(conflict('you have already approved the plan'));
  expect(last(world).remediation?.status).toBe('asked');
  expect(last(world).decision).toBeUndefined();
  expect(world.work()).toEqual([]);
  world.clock.advance(60);
  await approve(world, as(ben));
  expect(last(world)).toMatchObject({
    request: {
      approvals: [
        { who: ada, at: world.clock.iso(-60) },
        { who: ben, at: world.clock.iso() },
      ],
    },
    decision: { by: [ada, ben] },
  });
  expect(world.work()).toEqual([{ goOn: last(world).id }]);
});

test('who rejects says why, and the request ends', async () => {
  const world = await asked();
  expect(await reject(world, as(ada), { why: '' })).toMatchObject({ kind: 'invalid', field: 'why' });
  await reject(world, as(ada));
  const { id, request, remediation } = last(world);
  expect(remediation).toEqual({ mode: 'ask', status: 'rejected', why: 'the scanner fails' });
  expect(request).toBeUndefined();
  expect((await world.responses.steps(id)).at(-1)).toMatchObject({
    what: 'rejected',
    who: ada,
    why: 'the scanner fails',
  });
  expect(await approve(world, as(ada))).toEqual(conflict('no approval is requested'));
  expect(await reject(world, as(ada))).toEqual(conflict('no approval is requested'));
});

test('where nobody is asked, nothing is approved or rejected', async () => {
  const world = await asked(author, 'observe');
  expect(await approve(world, as(ada))).toEqual(conflict('no approval is requested'));
  expect(await reject(world, as(ada))).toEqual(conflict('no approval is requested'));
});

test('a response that there is not is neither approved nor rejected', async () => {
  const { answerPorts } = await answering();
  const input = { planHash: '0'.repeat(64) };
  expect(await approvePlan('none', input, as(ada), answerPorts)).toEqual({ kind: 'not-found' });
  expect(await rejectPlan('none', { why: 'the scanner fails' }, as(ada), answerPorts)).toEqual({
    kind: 'not-found',
  });
});
