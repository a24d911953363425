import { expect, test } from 'vitest';
import { applyDecision, approvePlan, askRevert, rejectPlan } from '../../../src/response/approval/index.ts';
import { mayDecide, responseView } from '../../../src/response/responses/index.ts';
import { evaluateResource } from '../../../src/monitoring/changes/index.ts';
import { account, accountId, drain } from '../../support/fakes.ts';
import { answering, people } from '../world.ts';

type World = Awaited<ReturnType<typeof answering>>;

const { author, ada, ben } = people;
const last = (world: World) => world.all().at(-1)!;
const as = (objectId: string) =>
  ({ objectId, tenantId: 'tenant', kind: 'user', roles: ['RemediationApprover'], auditor: false }) as const;
const approve = (world: World, who: string) =>
  approvePlan(last(world).id, { planHash: last(world).plan?.hash }, as(who), world.answerPorts);

/** People are asked to approve the plan for a drift that an event of the author, or of nobody who is known, has told of. */
async function asked(by: string | null = author) {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false, accountId, by);
  await world.answer();
  return world;
}

/** The event of somebody, or of nobody who is known, comes later than that of another: it reaches the journal alone. */
async function comesLate(world: World, who: string | null): Promise<void> {
  const { drift } = last(world);
  await world.store.addCandidates([drift], accountId, [
    {
      eventId: `late-${who}`,
      time: world.clock.iso(-100),
      operation: 'Microsoft.Storage/storageAccounts/write',
      ...(who !== null && { actor: { kind: 'User', objectId: who } }),
    },
  ]);
}

const done = { kind: 'done' };
const own = { kind: 'forbidden', why: 'own' };

type Step =
  | readonly ['late', who: string | null]
  | readonly ['approve' | 'reject', who: string, answer: object];

/** Steps, and whose approvals stand after them. */
test.each<[given: string, by: string | null, steps: Step[], needed: number, stand: string[], why: string]>([
  ['no late event', author, [['approve', ada, done]], 1, [ada], 'one other agrees'],
  [
    'the event of the approver came late',
    author,
    [
      ['late', ada],
      ['approve', ada, own],
      ['reject', ada, own],
    ],
    1,
    [],
    'nobody decides on their own work',
  ],
  [
    'the event of another came late',
    author,
    [
      ['late', ada],
      ['approve', ben, done],
    ],
    1,
    [ben],
    'he changed nothing',
  ],
  [
    'nobody known, and then the event of the approver',
    null,
    [
      ['approve', ada, done],
      ['late', ada],
      ['approve', ben, done],
    ],
    2,
    [ben],
    'the approval of the author is void, and one is not enough',
  ],
  [
    'nobody known, and the event of a third',
    null,
    [
      ['approve', ada, done],
      ['late', author],
      ['approve', ben, done],
    ],
    2,
    [ada, ben],
    'a request that was made of two keeps its two',
  ],
  [
    'the author, and then the event of nobody known',
    author,
    [
      ['late', null],
      ['approve', ada, done],
    ],
    2,
    [ada],
    'the author may be another than the one who is named',
  ],
  [
    'the author, an approval, and then the event of nobody known',
    author,
    [
      ['approve', ada, done],
      ['late', null],
    ],
    1,
    [ada],
    'the request was granted before; the write asks again',
  ],
])('an approval where %s', async (_given, by, steps, needed, stand) => {
  const world = await asked(by);
  for (const [step, who, answer] of steps) {
    if (step === 'late') await comesLate(world, who);
    else if (step === 'approve') expect(await approve(world, who)).toMatchObject(answer);
    else
      expect(await rejectPlan(last(world).id, { why: 'not now' }, as(who), world.answerPorts)).toMatchObject(
        answer,
      );
  }
  expect(last(world).request).toMatchObject({ needed, approvals: stand.map((who) => ({ who })) });
});

test('an approval that is void says whose, and why', async () => {
  const world = await asked(null);
  await approve(world, ada);
  await comesLate(world, ada);
  await approve(world, ben);
  const steps = await world.responses.steps(last(world).id);
  expect(steps.slice(-2)).toMatchObject([
    { what: 'owners-renewed', why: `an event that came late names others; the approval of ${ada} is void` },
    { what: 'approved', who: ben },
  ]);
});

test('the approval of whom the Activity Log names as the author, when no event came, is void', async () => {
  const world = await answering();
  await world.mode('ask');
  world.clock.advance(3_600);
  world.azure.put(account(false));
  const time = world.clock.iso();
  const change = { resourceId: accountId, time, trigger: { kind: 'scan', scanId: 'night' } } as const;
  await evaluateResource({ target: accountId, change, attempt: 0 }, world.ports);
  await world.answer();
  expect(await approve(world, ada)).toMatchObject(done);
  expect(last(world).request).toMatchObject({ needed: 2, approvals: [{ who: ada }] });
  const correlationId = 'cccccccc-0000-4000-8000-000000000001';
  const operation = 'Microsoft.Storage/storageAccounts/write';
  const paths = ['properties.supportsHttpsTrafficOnly'];
  const id = 'bbbbbbbb-0000-4000-8000-000000000001';
  const named = { resourceId: accountId, id, correlationId, operation };
  const detectedAt = world.clock.iso(-600);
  world.graph.changes.push({ ...named, kind: 'update', detectedAt, paths, truncated: false });
  world.activityLog.all.push({ ...named, time: detectedAt, actor: { objectId: ada, kind: 'User' } });
  await drain(world);
  expect(await approve(world, ada)).toMatchObject(own);
  expect(await approve(world, ben)).toMatchObject(done);
  expect(last(world).request).toMatchObject({ needed: 2, approvals: [{ who: ben }] });
});

/** Where the event of an approver comes between the decision and the write. */
test.each<
  [given: string, by: string | null, approvers: string[], late: string, written: number, why: string]
>([
  ['the one who approved', author, [ada], ada, 0, 'nobody but the author agreed'],
  ['another', author, [ada], ben, 1, 'one other agreed'],
  ['one of two', null, [ada, ben], ada, 0, 'the other event still names nobody, so it takes two others'],
])('the event of %s comes before the write', async (_given, by, approvers, late, written) => {
  const world = await asked(by);
  for (const who of approvers) expect(await approve(world, who)).toMatchObject(done);
  const { id, decision } = last(world);
  await comesLate(world, late);
  world.work();
  await applyDecision({ id, decision: decision!.id }, world.answerPorts);
  expect(world.writer.written).toHaveLength(written);
  if (written > 0) return;
  expect(last(world).remediation).toMatchObject({ status: 'waiting' });
  expect((await world.writes.places(accountId.split('/')[2]!))?.value).toEqual([]);
  // It is asked for anew, of others.
  await world.answer();
  expect(last(world)).toMatchObject({ remediation: { status: 'asked' }, request: { approvals: [] } });
  expect(await approve(world, late)).toMatchObject(own);
  expect(await approve(world, ben)).toMatchObject(done);
});

test('the event of an approver comes while the write is prepared', async () => {
  const world = await asked();
  await approve(world, ada);
  const { id, decision } = last(world);
  world.writes.hook = (step) => (step === 'after places' ? comesLate(world, ada) : undefined);
  await applyDecision({ id, decision: decision!.id }, world.answerPorts);
  expect(world.writer.written).toEqual([]);
});

test('who made the change by an event that came late does not approve that it is reverted', async () => {
  const world = await asked();
  await approve(world, ada);
  await world.answer();
  await world.settle();
  expect(last(world)).toMatchObject({ status: 'closed', remediation: { status: 'verified' } });
  await comesLate(world, ben);
  expect(
    await askRevert(last(world).id, { why: 'it broke the scanner' }, as(ada), world.answerPorts),
  ).toMatchObject(done);
  expect(await approve(world, ben)).toMatchObject(own);
  expect(await approve(world, people.author)).toMatchObject(own);
});

/** Where an event comes between the decision to revert, by one approver, and the write. */
test.each<[given: string, late: string | null, status: string, written: number, why: string]>([
  ['nobody known', null, 'written', 2, 'a revert takes one who agrees'],
  ['the one who approved', ben, 'blocked', 1, 'nobody but a possible author agreed'],
  ['a third', '0c1f4b92-3c6e-4a08-b5d7-91e2c8f06a03', 'written', 2, 'the one who agreed changed nothing'],
])('a revert, where the event of %s came late', async (_given, late, status, written) => {
  const world = await asked();
  await approve(world, ada);
  await world.answer();
  await world.settle();
  const revert = () => askRevert(last(world).id, { why: 'it broke the scanner' }, as(ada), world.answerPorts);
  expect(await revert()).toMatchObject(done);
  expect(await approve(world, ben)).toMatchObject(done);
  const { id, request, decision } = last(world);
  expect(request).toMatchObject({ kind: 'revert', needed: 1, approvals: [{ who: ben }] });
  await comesLate(world, late);
  world.work();
  world.clock.advance(660);
  await applyDecision({ id, decision: decision!.id }, world.answerPorts);
  expect(world.writer.written).toHaveLength(written);
  expect(last(world).remediation).toMatchObject({ status });
  if (status === 'blocked') expect(await revert()).toMatchObject(done);
});

test('a revert that was rejected can be requested again', async () => {
  const world = await asked();
  await approve(world, ada);
  await world.answer();
  await world.settle();
  const revert = () => askRevert(last(world).id, { why: 'it broke the scanner' }, as(ada), world.answerPorts);
  expect(await revert()).toMatchObject(done);
  expect(await rejectPlan(last(world).id, { why: 'not now' }, as(ben), world.answerPorts)).toMatchObject(
    done,
  );
  expect(await revert()).toMatchObject(done);
  expect(last(world).request).toMatchObject({ kind: 'revert', approvals: [] });
});

test('the page names who may have made the change by the events that came late', async () => {
  const world = await asked();
  await comesLate(world, ada);
  const view = await responseView(last(world).id, world.answerPorts);
  expect(view?.response.drift.candidates.map(({ actor }) => actor?.objectId)).toEqual([ada, author]);
  expect(view?.response.drift).not.toHaveProperty('actor');
  expect(mayDecide(as(ada), undefined, view!.response)).not.toContain('approve');
  expect(mayDecide(as(ben), undefined, view!.response)).toContain('approve');
});
