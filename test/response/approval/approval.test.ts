import { describe, expect, test } from 'vitest';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import type { WriteOutcome } from '../../../src/platform/azure/types.ts';
import {
  applyDecision,
  approvePlan,
  askForPlan,
  askRevert,
  expireRequest,
  rejectPlan,
} from '../../../src/response/approval/index.ts';
import { answerMessage, runReminders } from '../../../src/response/follow-up/index.ts';
import { approveRestart, askRestart, stopWrites } from '../../../src/response/remediation/index.ts';
import { stepEvents, triageResponse } from '../../../src/response/responses/index.ts';
import {
  account,
  accountId,
  budget,
  Crash,
  eventOf,
  group,
  originOf,
  subscription,
} from '../../support/fakes.ts';
import { answering, people } from '../world.ts';

const as = (objectId: string): Caller => ({
  objectId,
  tenantId: 'tenant',
  kind: 'user',
  roles: ['RemediationApprover'],
  auditor: false,
});
type World = Awaited<ReturnType<typeof answering>>;

const last = (world: World) => world.all().at(-1)!;
const isSecure = ({ azure }: World): unknown => {
  const properties = azure.resources.get(accountId.toLowerCase())?.['properties'];
  return (properties as Record<string, unknown> | undefined)?.['supportsHttpsTrafficOnly'];
};
/** A world in which the account has drifted and that has been answered. */
async function drifted(mode?: 'ask' | 'auto' | 'off', by: string | null = people.author) {
  const world = await answering();
  if (mode) await world.mode(mode);
  await world.turn(false, accountId, by);
  return world;
}
const approve = (world: World, who: string, planHash = last(world).plan?.hash) =>
  approvePlan(last(world).id, { planHash }, as(who), world.answerPorts);

test('without a mode it is planned and shown, and nobody is asked', async () => {
  const world = await drifted();
  await world.answer();
  expect(last(world)).toMatchObject({
    status: 'waiting',
    remediation: { mode: 'observe', status: 'observed' },
    plan: { changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }] },
  });
  expect(world.kinds()).toEqual(['first']);
  expect(world.writer.written).toEqual([]);
});

describe('where people are asked', () => {
  test('one who did not make the change approves: it is written, read back, evaluated and told', async () => {
    const world = await drifted('ask');
    await world.answer();
    expect(last(world)).toMatchObject({ remediation: { status: 'asked' }, request: { needed: 1 } });
    expect(world.kinds()).toEqual(['first', 'decision']);
    expect(await approve(world, people.author)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approve(world, people.ada, '0'.repeat(64))).toMatchObject({ kind: 'conflict' });
    expect(world.writer.written).toEqual([]);
    expect(await approve(world, people.ada)).toMatchObject({ kind: 'done' });
    await world.answer();
    expect(isSecure(world)).toBe(true);
    expect(world.writer.written).toHaveLength(1);
    expect(last(world)).toMatchObject({
      status: 'closed',
      closure: 'remediated',
      remediation: { status: 'verified' },
    });
    expect(world.kinds()).toEqual(['first', 'decision', 'resolved']);
    expect(world.writes.records).toMatchObject([
      {
        intent: { attempt: 1, approvedBy: [people.ada], token: 1, kind: 'apply' },
        end: { result: 'applied', status: 200, requestId: 'request-1' },
        check: { verified: true },
      },
    ]);
    await world.settle();
    expect(world.store.current(accountId)?.states['secure-transfer']?.state).toBe('Compliant');
    expect(originOf(world.store.journal().at(-1))).toEqual({ candidates: [] });
    expect(world.due.entries).toEqual([]);
  });

  test('two must approve where nobody is known to have made it', async () => {
    const world = await drifted('ask', null);
    await world.answer();
    await approve(world, people.ada);
    await world.answer();
    expect(world.writer.written).toEqual([]);
    await approve(world, people.ben);
    await world.answer();
    expect(world.writer.written).toHaveLength(1);
    expect(world.writes.records[0]?.intent.approvedBy).toEqual([people.ada, people.ben]);
  });

  test('a plan that people approved waits while the kill switch stops all writes', async () => {
    const world = await drifted('ask');
    await world.answer();
    await approve(world, people.ada);
    await stopWrites({ why: 'an outage' }, as(people.ben), world.remediation);
    const { id, decision } = last(world);
    const decided = { id, decision: decision!.id };
    expect(await applyDecision(decided, world.answerPorts)).toEqual({
      kind: 'wait',
      until: world.clock.iso(300),
    });
    expect(last(world).remediation).toMatchObject({
      status: 'decided',
      why: 'the kill switch stops all writes',
    });
    expect(world.writer.written).toEqual([]);
    await askRestart({ why: 'it is over' }, as(people.ben), world.remediation);
    await approveRestart(as(people.ada), world.remediation);
    expect(await applyDecision(decided, world.answerPorts)).toEqual({ kind: 'next' });
    expect(isSecure(world)).toBe(true);
  });

  test('a resource that is not as it was planned for is asked about again', async () => {
    const world = await drifted('ask');
    await world.answer();
    await approve(world, people.ada);
    // Of another version of the rule: what was approved is no longer what would be done.
    world.azure.put(account('perhaps'));
    await world.answer();
    expect(world.writer.written).toEqual([]);
    expect(last(world)).toMatchObject({ remediation: { status: 'asked' }, request: { approvals: [] } });
    expect(world.kinds().filter((kind) => kind === 'decision')).toHaveLength(2);
  });

  test('a request that nobody decides expires, others are told, and it can be asked again', async () => {
    const world = await drifted('ask');
    await world.answer();
    world.clock.advance(12 * 3600 + 60);
    expect(await approve(world, people.ada)).toMatchObject({
      kind: 'conflict',
      why: 'the request has expired',
    });
    // The first look reminds, the next finds that it has expired.
    for (let looks = 0; looks < 2; looks += 1) await runReminders(world.answerPorts);
    expect(last(world).remediation).toMatchObject({ status: 'expired' });
    expect(world.kinds().filter((kind) => kind === 'escalation')).toHaveLength(1);
    await askForPlan(last(world).id, { why: 'the network is ready' }, as(people.ben), world.answerPorts);
    await world.answer();
    expect(last(world).remediation).toMatchObject({ status: 'asked', askedBy: people.ben });
    expect(await approve(world, people.ben)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approve(world, people.ada)).toMatchObject({ kind: 'done' });
    await world.answer();
    expect(isSecure(world)).toBe(true);
  });

  test('a request that is not due yet does not expire', async () => {
    const world = await drifted('ask');
    await world.answer();
    const asked = last(world);
    world.clock.advance(12 * 3600 - 1);
    await expireRequest(asked, world.answerPorts);
    expect(last(world)).toEqual(asked);
    world.clock.advance(1);
    await expireRequest(asked, world.answerPorts);
    expect(last(world)).toMatchObject({
      remediation: { status: 'expired', why: `nobody decided by ${world.clock.iso()}` },
    });
    expect(last(world).request).toBeUndefined();
    expect((await world.responses.steps(asked.id)).at(-1)).toMatchObject({
      what: 'expired',
      why: `nobody decided by ${world.clock.iso()}`,
    });
    expect(world.kinds()).toEqual(['first', 'decision', 'escalation']);
    // A run that died after that escalates it under the same id.
    await expireRequest(asked, world.answerPorts);
    expect(world.kinds()).toEqual(['first', 'decision', 'escalation']);
    await expireRequest({ ...asked, id: 'none' }, world.answerPorts);
  });

  test('a request that was rejected meanwhile does not expire', async () => {
    const world = await drifted('ask');
    await world.answer();
    const asked = last(world);
    await rejectPlan(asked.id, { why: 'not now' }, as(people.ada), world.answerPorts);
    const rejected = last(world);
    world.clock.advance(12 * 3600);
    await expireRequest(asked, world.answerPorts);
    expect(last(world)).toEqual(rejected);
    expect(world.kinds()).toEqual(['first', 'decision']);
  });

  test('a plan that is rejected leaves the finding open', async () => {
    const world = await drifted('ask');
    await world.answer();
    const { id } = last(world);
    const why = 'the scanner cannot speak TLS';
    await rejectPlan(id, { why }, as(people.ada), world.answerPorts);
    expect(last(world)).toMatchObject({ status: 'waiting', remediation: { status: 'rejected' } });
    await triageResponse(id, 'dispute', { why }, as(people.ben), world.answerPorts);
    expect(last(world).status).toBe('disputed');
  });
});

describe('by itself', () => {
  test('it is written, read back and told, with nobody asked', async () => {
    const world = await drifted('auto');
    await world.answer();
    expect(isSecure(world)).toBe(true);
    expect(world.kinds()).toEqual(['first', 'resolved']);
    expect(world.writes.records[0]?.intent.approvedBy).toEqual(['auto']);
  });

  test('a tag on the resource or its group opts out', async () => {
    for (const onGroup of [false, true]) {
      const world = await drifted('auto');
      const tags = { 'Phiwatch-Remediation': 'OFF' };
      const id = onGroup ? group : accountId;
      world.azure.put({ ...world.azure.resources.get(id.toLowerCase())!, id, tags });
      await world.answer();
      expect(last(world)).toMatchObject({ status: 'waiting', remediation: { status: 'blocked' } });
      expect(world.kinds()).toEqual(['first', 'escalation']);
      expect(world.writer.written).toEqual([]);
    }
  });

  test('nothing is written while the switch is thrown, and all of it once it is taken back', async () => {
    const world = await drifted('auto');
    await stopWrites({ why: 'an outage' }, as(people.ben), world.remediation);
    await world.answer();
    expect(last(world).remediation).toMatchObject({
      status: 'waiting',
      why: 'the kill switch stops all writes',
    });
    expect(world.writer.written).toEqual([]);
    await world.remediation.killSwitches.add('all', {
      id: 'writes',
      version: 2,
      recordedAt: world.clock.iso(),
      value: { stopped: false, by: people.ada, why: 'over' },
    });
    world.clock.advance(400);
    await runReminders(world.answerPorts);
    await world.answer();
    expect(isSecure(world)).toBe(true);
  });

  test('what turns it back is met three times, told of once, and left to people', async () => {
    const world = await drifted('auto');
    // Somebody's script sets it again, each time.
    world.writer.after = () => world.azure.put(account(false));
    for (let minutes = 0; minutes < 20 * 60; minutes += 5) {
      await world.answer();
      if (minutes % 60 === 0) await world.turn(false);
      world.clock.advance(300);
      await runReminders(world.answerPorts);
    }
    expect(world.writer.written).toHaveLength(3);
    const told = world.outbox.added.filter(({ id, channel }) => channel === 'ops' && id.includes('|loop|'));
    expect(told).toHaveLength(1);
    expect(last(world).remediation).toMatchObject({ status: 'blocked', looped: true });
  });

  test('what people have taken back is not remediated again by itself', async () => {
    const world = await drifted('auto');
    await world.answer();
    await world.settle();
    const { id } = last(world);
    await askRevert(id, { why: 'the scanner cannot speak TLS' }, as(people.ben), world.answerPorts);
    expect(await approve(world, people.ben)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approve(world, people.ada)).toMatchObject({ kind: 'done' });
    // Not by the cool-down, nor by what would widen: people know what they do.
    world.clock.advance(700);
    await world.answer();
    expect(isSecure(world)).toBe(false);
    expect(last(world)).toMatchObject({ remediation: { status: 'reverted' } });
    await world.settle();
    const newest = world.all().at(-1)!;
    expect(newest.id).not.toBe(id);
    expect(newest.remediation).toMatchObject({ mode: 'ask', status: 'asked' });
    expect(world.writer.written).toHaveLength(2);
    expect(world.writes.records.map(({ intent }) => intent.kind)).toEqual(['apply', 'revert']);
  });
});

describe('where Azure does not do it', () => {
  const failures: readonly (readonly [string, WriteOutcome, string])[] = [
    ['409 of another operation', { kind: 'busy', status: 409, why: 'HTTP 409 Conflict' }, 'verified'],
    ['412', { kind: 'changed', status: 412, why: 'HTTP 412' }, 'verified'],
    [
      '429 with Retry-After 372',
      { kind: 'throttled', status: 429, retryAfterSeconds: 372, why: 'HTTP 429' },
      'verified',
    ],
    ['no answer', { kind: 'uncertain', why: 'no answer within 30 s' }, 'verified'],
    ['403', { kind: 'denied', status: 403, why: 'HTTP 403 AuthorizationFailed' }, 'blocked'],
    ['409 of a lock', { kind: 'locked', status: 409, why: 'HTTP 409 ScopeLocked' }, 'blocked'],
    ['400', { kind: 'refused', status: 400, why: 'HTTP 400' }, 'blocked'],
  ];
  test.each(failures)('%s', async (_name, outcome, status) => {
    const world = await drifted('auto');
    const began = world.clock.now().getTime();
    world.writer.instead.push(outcome);
    await world.answer();
    expect(last(world).remediation?.status).toBe(status);
    expect(world.writer.written).toHaveLength(status === 'verified' ? 1 : 0);
    expect(isSecure(world)).toBe(status === 'verified');
    if (outcome.kind === 'throttled')
      expect(world.clock.now().getTime() - began).toBeGreaterThanOrEqual(372_000);
    if (status === 'blocked') expect(world.kinds()).toEqual(['first', 'escalation']);
  });

  test('that Azure asks to wait, however often, does not count as in vain', async () => {
    const world = await drifted('auto');
    for (let n = 0; n < 12; n += 1)
      world.writer.instead.push({ kind: 'throttled', status: 429, retryAfterSeconds: 60, why: 'HTTP 429' });
    await world.answer();
    expect(last(world).remediation?.status).toBe('verified');
    expect(world.writer.written).toHaveLength(1);
  });

  const scopes = [
    ['the resource', accountId],
    ['its group', group],
    ['its subscription', subscription],
  ] as const;

  test.each(scopes)(
    'a lock against changes of %s is respected before anything is sent',
    async (_name, scope) => {
      const world = await drifted('auto');
      const lock = `${scope}/providers/Microsoft.Authorization/locks/audit`;
      world.writer.locked = [{ id: lock, level: 'ReadOnly' }];
      await world.answer();
      expect(last(world).remediation).toMatchObject({ status: 'blocked' });
      expect(world.writes.records).toEqual([]);
    },
  );

  test.each(scopes)('a lock against the deletion of %s alone holds nothing up', async (_name, scope) => {
    const world = await drifted('auto');
    const lock = `${scope}/providers/Microsoft.Authorization/locks/keep`;
    world.writer.locked = [{ id: lock, level: 'CanNotDelete' }];
    await world.answer();
    expect(isSecure(world)).toBe(true);
  });
});

test('whose event is quicker than reading it back, it was remediated all the same', async () => {
  const world = await drifted('auto');
  world.writer.hook = async (step) => {
    if (step !== 'after write') return;
    world.writer.hook = () => undefined;
    world.clock.advance(1);
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    for (const work of world.work())
      await answerMessage(work, world.answerPorts, () => Promise.reject(new Error('nothing to apply')));
  };
  await world.answer();
  expect(last(world)).toMatchObject({ closure: 'remediated', applied: { policy: 'secure-transfer' } });
  expect(world.kinds()).toEqual(['first', 'resolved']);
});

test('put right by people while it waits, it is closed at once, and not written', async () => {
  const world = await drifted('ask');
  await world.answer();
  world.freezes.push({ from: world.clock.iso(), until: world.clock.iso(86_400) });
  await approve(world, people.ada);
  await world.answer();
  expect(last(world).remediation).toMatchObject({ status: 'decided' });
  await world.turn(true);
  await world.answer();
  expect(last(world)).toMatchObject({ closure: 'resolved' });
  expect(world.writer.written).toEqual([]);
});

test('a policy that cannot be evaluated any more shows nothing verified', async () => {
  const world = await drifted('auto');
  const { policies } = world.remediation;
  const own = policies.for.bind(policies);
  world.writer.hook = (step) => {
    // What is assigned is not known to this host for a while.
    if (step === 'after write') Object.assign(policies, { for: () => [] });
  };
  await world.answer();
  expect(last(world).remediation?.status).not.toBe('verified');
  expect(last(world).status).not.toBe('closed');
  expect(world.writes.records.some(({ check }) => check?.verified)).toBe(false);
  Object.assign(policies, { for: own });
});

test('tags of a group that cannot be read for now are waited for; if they may not be read, nothing is written', async () => {
  for (const [kind, status] of [
    ['throttled', 'waiting'],
    ['denied', 'blocked'],
  ] as const) {
    const world = await drifted('auto');
    const failure = { kind, startedAt: world.clock.iso(), reason: kind, retryAfterSeconds: 60 };
    world.azure.instead.set(group.toLowerCase(), () => failure);
    await world.answer();
    expect(last(world).remediation?.status).toBe(status);
    expect(world.writer.written).toEqual([]);
  }
});

test('each step is published once it is taken, and nothing that people wrote', async () => {
  const world = await drifted('ask');
  await world.answer();
  const { id } = last(world);
  await rejectPlan(id, { why: 'a change of ours' }, as(people.ada), world.answerPorts);
  const find = stepEvents(world.responses);
  const noted = world.published.entries.map((entry) => entry.id.replace(/^answer\|/, ''));
  const facts = await Promise.all(noted.map(find));
  expect(facts.map((fact) => fact?.type.replace('phiwatch.response.', ''))).toEqual(
    (await world.responses.steps(id)).map(({ what }) => what),
  );
  expect(facts.at(-1)).toMatchObject({
    type: 'phiwatch.response.rejected',
    subject: accountId,
    data: { driftId: id, by: people.ada, remediation: 'rejected' },
  });
  expect(JSON.stringify(facts)).not.toContain('a change of ours');
});

test('killed at any step, it is written once, read back and told', async () => {
  for (let at = 1; ; at += 1) {
    const world = await drifted('auto');
    const messages = world.work();
    const crash = new Crash(at);
    for (const part of world.parts) part.hook = crash.hook;
    let died = false;
    try {
      await world.answer(messages);
    } catch {
      died = true;
    }
    for (const part of world.parts) part.hook = () => undefined;
    // What was taken from the queue comes again, or the clock does.
    if (at % 2 === 0) await world.answer(messages);
    for (let minutes = 0; minutes < 60; minutes += 5) {
      world.clock.advance(300);
      await runReminders(world.answerPorts);
      await world.answer();
    }
    if (at % 2 === 1) await world.answer(messages);
    expect(world.writer.written, `at ${at}`).toHaveLength(1);
    expect(last(world), `at ${at}`).toMatchObject({ status: 'closed', remediation: { status: 'verified' } });
    expect(world.kinds().toSorted(), `at ${at}`).toEqual(['first', 'resolved']);
    if (!died) return;
  }
});
