import { expect, test } from 'vitest';
import { approvePlan, askForPlan, askRevert, rejectPlan } from '../../../src/response/approval/index.ts';
import type { Remediation } from '../../../src/response/responses/response.ts';
import { answering, people } from '../world.ts';

type World = Awaited<ReturnType<typeof answering>>;

const as = (objectId: string) =>
  ({ objectId, tenantId: 'tenant', kind: 'user', roles: ['RemediationApprover'], auditor: false }) as const;
const { ada, ben } = people;
const last = (world: World) => world.all().at(-1)!;
const why = { why: 'the network is ready' };

/** A response that has come so far. */
async function stored(more: object, mode: 'observe' | 'auto' = 'observe') {
  const world = await answering();
  await world.mode(mode);
  await world.turn(false);
  await world.answer();
  const { id } = last(world);
  const kept = world.responses.kept.get(id)!;
  world.responses.kept.set(id, { ...kept, value: { ...kept.value, ...more } });
  return world;
}

const done = { kind: 'done' };
const conflict = (reason: string) => ({ kind: 'conflict', why: reason });

test.each<[status: Remediation['status'] | 'not planned', answer: object]>([
  ['observed', done],
  ['rejected', done],
  ['expired', done],
  ['blocked', done],
  ['none', done],
  ['waiting', conflict('the remediation is waiting')],
  ['asked', conflict('the remediation is asked')],
  ['decided', conflict('the remediation is decided')],
  ['written', conflict('the remediation is written')],
  ['verified', conflict('the remediation is verified')],
  ['reverted', conflict('the remediation is reverted')],
  ['not planned', conflict('the remediation is not planned yet')],
])('a plan is requested where its remediation is %s', async (status, answer) => {
  const remediation = { mode: 'off', status, why: 'as told', looped: true };
  const world = await stored({ remediation: status === 'not planned' ? undefined : remediation });
  const before = last(world);
  expect(await askForPlan(before.id, why, as(ben), world.answerPorts)).toMatchObject(answer);
  const isDone = answer === done;
  expect(last(world).remediation).toEqual(
    isDone ? { mode: 'off', status: 'waiting', nextAt: world.clock.iso(), askedBy: ben } : before.remediation,
  );
  expect(world.work()).toEqual(isDone ? [{ goOn: before.id }] : []);
  const { what, who, why: said } = (await world.responses.steps(before.id)).at(-1)!;
  if (isDone) expect([what, who, said]).toEqual(['requested', ben, why.why]);
});

test('no plan is requested for a response that is closed, or without a reason', async () => {
  const world = await stored({ status: 'closed' });
  const ask = (input: object) => askForPlan(last(world).id, input, as(ben), world.answerPorts);
  expect(await ask(why)).toEqual(conflict('the response is closed'));
  expect(await ask({ why: 'x' })).toMatchObject({ kind: 'invalid', field: 'why' });
  expect(await askForPlan('none', why, as(ben), world.answerPorts)).toEqual({ kind: 'not-found' });
  expect(world.work()).toEqual([]);
});

const nothing = conflict('nothing was remediated that could be reverted');

test.each<[given: string, more: object, answer: object]>([
  ['was verified', {}, done],
  [
    'was verified a moment ago',
    { status: 'waiting', closure: undefined },
    conflict('the response is not closed yet'),
  ],
  ['is asked for already', { remediation: { mode: 'auto', status: 'asked' } }, nothing],
  ['is being written', { remediation: { mode: 'auto', status: 'decided' } }, nothing],
  ['was reverted', { remediation: { mode: 'auto', status: 'reverted' } }, nothing],
  ['is not on record', { applied: undefined }, nothing],
])('a revert is requested of what %s', async (_given, more, answer) => {
  const world = await stored(more, 'auto');
  const { id } = last(world);
  expect(await askRevert(id, why, as(ben), world.answerPorts)).toMatchObject(answer);
  if (answer !== done) return;
  expect(last(world)).toMatchObject({
    status: 'closed',
    plan: {
      kind: 'revert',
      changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: true, after: false }],
    },
    request: { kind: 'revert', planHash: last(world).plan?.hash, needed: 1, approvals: [] },
    remediation: { mode: 'auto', status: 'asked', askedBy: ben },
  });
  expect((await world.responses.steps(id)).at(-1)).toMatchObject({
    what: 'revert-requested',
    who: ben,
    ...why,
  });
});

test('a revert of a setting that was not set, or without a reason, is not requested', async () => {
  const world = await stored({}, 'auto');
  const { id, applied } = last(world);
  const changes = [{ path: 'properties.supportsHttpsTrafficOnly', after: true }];
  const kept = world.responses.kept.get(id)!;
  world.responses.kept.set(id, { ...kept, value: { ...kept.value, applied: { ...applied!, changes } } });
  const ask = (input: object) => askRevert(id, input, as(ben), world.answerPorts);
  expect(await ask(why)).toEqual(conflict('a setting that was not set before cannot be unset'));
  expect(await ask({})).toMatchObject({ kind: 'invalid', field: 'why' });
  expect(await askRevert('none', why, as(ben), world.answerPorts)).toEqual({ kind: 'not-found' });
});

test('one other person approves a revert, whoever made the change', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false, undefined, null);
  await world.answer();
  const approve = (who: string) =>
    approvePlan(last(world).id, { planHash: last(world).plan?.hash }, as(who), world.answerPorts);
  expect(last(world).request?.needed).toBe(2);
  for (const who of [ada, ben]) await approve(who);
  await world.answer();
  await askRevert(last(world).id, why, as(ben), world.answerPorts);
  expect(last(world).request?.needed).toBe(1);
  expect(await approve(ben)).toEqual({ kind: 'forbidden', why: 'own' });
  expect(await rejectPlan(last(world).id, why, as(ben), world.answerPorts)).toEqual({
    kind: 'forbidden',
    why: 'own',
  });
  await approve(ada);
  expect(last(world).decision).toMatchObject({ kind: 'revert', by: [ada] });
});

test.each([
  ['critical', 2],
  ['high', 12],
  ['medium', 36],
  ['low', 84],
] as const)('a request for a drift of %s severity expires after %i hours', async (severity, hours) => {
  const world = await stored({}, 'auto');
  const { id, drift } = last(world);
  const kept = world.responses.kept.get(id)!;
  const value = {
    ...kept.value,
    drift: { ...drift, severity: 'high' as const, effectiveSeverity: severity },
  };
  world.responses.kept.set(id, { ...kept, value });
  await askRevert(id, why, as(ben), world.answerPorts);
  expect(last(world).request).toMatchObject({
    askedAt: world.clock.iso(),
    expiresAt: world.clock.iso(hours * 3600),
  });
});
