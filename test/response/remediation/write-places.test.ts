import { expect, test } from 'vitest';
import { applyPlan, considerPlan, stopWrites } from '../../../src/response/remediation/index.ts';
import { isStopped } from '../../../src/response/remediation/kill-switch.ts';
import { hasPlace, takePlace } from '../../../src/response/remediation/write-places.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { account, accountId, group, secureTransfer, subscriptionId } from '../../support/fakes.ts';
import { answering, people } from '../world.ts';

type Approved = Awaited<ReturnType<typeof approved>>;

/** A world with open accounts in one resource group, and an approved decision on each. */
async function approved(count: number) {
  const world = await answering();
  const runs = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const id = `${accountId}${n}`;
      world.azure.put(account(false, id));
      const drift = driftOf(id, 1, { policy: secureTransfer.name });
      const considered = await considerPlan(drift, (read) => world.azure.get(read), world.remediation);
      if (considered.kind !== 'plan') throw new Error(considered.why);
      const decided = { id: `of-${n}`, kind: 'apply', plan: considered.plan, by: [people.ada] } as const;
      return () => applyPlan(decided, drift, world.remediation);
    }),
  );
  return { ...world, runs };
}

test('of 14 decisions in a group that are applied at once, 10 are written', async () => {
  const { runs, writer } = await approved(14);
  const outcomes = await Promise.all(runs.map((run) => run()));
  expect(writer.written).toHaveLength(10);
  expect(outcomes.filter(({ kind }) => kind === 'written')).toHaveLength(10);
  expect(outcomes.filter(({ kind }) => kind === 'wait')).toHaveLength(4);
});

const inGroup = (count: number, resourceGroup = group.toLowerCase()) => ({ count, resourceGroup });

/** Places that others hold since some seconds, and whether one more may be taken. */
test.each<
  [given: string, held: { count: number; resourceGroup: string }[], ago: number, taken: boolean, why: string]
>([
  ['none', [], 0, true, 'nothing is written yet'],
  ['9 in the group', [inGroup(9)], 0, true, 'the 10th is allowed'],
  ['10 in the group', [inGroup(10)], 0, false, 'people look before more'],
  ['10 in the group for 59:59', [inGroup(10)], 3599, false, 'an hour is not over'],
  ['10 in the group for an hour', [inGroup(10)], 3600, true, 'they no longer count'],
  ['10 in a group of a like name', [inGroup(10, `${group.toLowerCase()}-2`)], 0, true, 'another group'],
  [
    '29 in three groups',
    [inGroup(9), inGroup(10, '/two'), inGroup(10, '/three')],
    0,
    true,
    'the 30th is allowed',
  ],
  [
    '30 in three others',
    [inGroup(10, '/two'), inGroup(10, '/three'), inGroup(10, '/four')],
    0,
    false,
    'the 31st',
  ],
])('with %s: taken after %d s', async (_given, held, ago, taken) => {
  const { writes, clock } = await answering();
  const at = clock.iso(-ago);
  const places = held.flatMap(({ count, resourceGroup }, k) =>
    Array.from({ length: count }, (_, n) => ({ decision: `${k}.${n}`, resourceGroup, at })),
  );
  await writes.putPlaces(subscriptionId, places, undefined);
  const candidate = { resourceId: accountId.toUpperCase(), decision: 'mine' };
  expect(await hasPlace(candidate, { writes, clock })).toBe(taken);
  expect(await takePlace(candidate, { writes, clock })).toBe(taken);
});

test('a decision holds one place, however often it is taken, from the last time on', async () => {
  const { writes, clock } = await answering();
  const ports = { writes, clock };
  for (let n = 0; n < 10; n += 1)
    expect(await takePlace({ resourceId: accountId, decision: `d${n}` }, ports)).toBe(true);
  clock.advance(3000);
  expect(await takePlace({ resourceId: accountId, decision: 'd0' }, ports)).toBe(true);
  clock.advance(600);
  expect((await writes.places(subscriptionId))?.value).toHaveLength(10);
  for (let n = 10; n < 19; n += 1)
    expect(await takePlace({ resourceId: accountId, decision: `d${n}` }, ports)).toBe(true);
  // The place of d0 counts from when it was taken again.
  expect(await hasPlace({ resourceId: accountId }, ports)).toBe(false);
});

/** Ends of a decision without a write. */
test.each<[end: string, arrange: (world: Approved) => unknown, left: number, why: string]>([
  [
    'the kill switch is thrown meanwhile',
    ({ writes, remediation }) => {
      writes.hook = async (step) => {
        if (step === 'after places' && !(await isStopped(remediation)))
          await stopWrites({ why: 'an outage' }, { objectId: people.ben }, remediation);
      };
    },
    0,
    'nothing was sent',
  ],
  [
    'another run has the lease meanwhile',
    ({ writes, clock }) => {
      writes.hook = async (step) => {
        if (step !== 'before begin') return;
        writes.hook = () => undefined;
        clock.advance(200);
        await writes.lease(`${accountId}0`, 'another', clock.iso(), clock.iso(90));
      };
    },
    1,
    'the other run may hold the same place',
  ],
  [
    'Azure refuses the write',
    ({ writer }) => writer.instead.push({ kind: 'refused', why: 'no', status: 400 }),
    1,
    'it was sent',
  ],
])('of a decision when %s', async (_end, arrange, left) => {
  const world = await approved(1);
  await arrange(world);
  expect((await world.runs[0]!()).kind).not.toBe('written');
  expect((await world.writes.places(subscriptionId))?.value ?? []).toHaveLength(left);
});

test('a decision that a crash interrupted gives its place back when it ends unsent', async () => {
  const { runs, writes, azure } = await approved(1);
  writes.hook = (step) => {
    if (step === 'after places') throw new Error('killed');
  };
  await expect(runs[0]!()).rejects.toThrow('killed');
  writes.hook = () => undefined;
  expect((await writes.places(subscriptionId))?.value).toHaveLength(1);
  azure.put(account(true, `${accountId}0`));
  expect(await runs[0]!()).toMatchObject({ kind: 'needless' });
  expect((await writes.places(subscriptionId))?.value).toEqual([]);
});
