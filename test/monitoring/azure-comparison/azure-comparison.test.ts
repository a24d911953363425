import { expect, test } from 'vitest';
import { agreementView, beginComparison } from '../../../src/monitoring/azure-comparison/index.ts';
import { setSideBySide } from '../../../src/monitoring/azure-comparison/set-side-by-side.ts';
import { handleBulkMessage } from '../../../src/monitoring/bulk-work/index.ts';
import { budget, subscriptionId } from '../../support/fakes.ts';
import { comparedWorld, idOf, named, said } from './world.ts';

const later = '2026-03-01T08:20:00.000Z';

test("a state of Azure's that contradicts ours is one disagreement with both reasons, and ours stands", async () => {
  const { compare, disagreements, store, clock } = await comparedWorld({ imaging: false }, [
    said(idOf('imaging'), 'Compliant', later, { reason: 'AllConditionsMet' }),
  ]);
  clock.advance(1800);
  expect(await compare()).toMatchObject({ compared: 1, agreed: 0, older: 0, unmatched: 0 });
  await compare();
  const view = await agreementView([subscriptionId], disagreements);
  expect(view).toMatchObject({
    rate: 0,
    disagreements: [
      {
        resourceId: idOf('imaging'),
        policy: named('https'),
        ours: {
          state: 'NonCompliant',
          reason: 'properties.supportsHttpsTrafficOnly is false, expected true',
          at: '2026-03-01T08:00:00.000Z',
        },
        azures: { state: 'Compliant', reason: 'AllConditionsMet', at: later },
        firstSeenAt: '2026-03-01T08:30:00.000Z',
      },
    ],
  });
  expect(view.disagreements).toHaveLength(1);
  expect((await store.read(idOf('imaging')))?.current.states[named('https')]?.state).toBe('NonCompliant');
});

test('what Azure finds NonCompliant and we Compliant is a disagreement too', async () => {
  const { compare, disagreements, graph } = await comparedWorld({ a: true, b: true }, [
    said(idOf('a'), 'NonCompliant', later),
    said(idOf('b'), 'Compliant', later),
  ]);
  expect(await compare()).toMatchObject({ compared: 2, agreed: 1 });
  expect([...disagreements.kept.values()]).toMatchObject([{ resourceId: idOf('a') }]);
  // The counts tell of the other.
  expect(graph.queries).toEqual(['counts', 'exceptions']);
});

test('a disagreement that is not seen again is looked at by itself, ends when Azure says the same, and is kept', async () => {
  const states = [said(idOf('imaging'), 'Compliant', later)];
  const { compare, disagreements, clock, bulk, ports } = await comparedWorld({ imaging: false }, states);
  await compare();
  clock.advance(3600);
  states[0] = said(idOf('imaging'), 'NonCompliant', '2026-03-01T08:40:00.000Z');
  expect(await compare()).toMatchObject({ compared: 1, agreed: 1 });
  await handleBulkMessage(bulk.next(), ports, budget);
  expect((await agreementView([subscriptionId], disagreements)).disagreements).toEqual([]);
  expect([...disagreements.kept.values()]).toMatchObject([{ endedAt: '2026-03-01T09:10:00.000Z' }]);
});

test('a disagreement about a resource that is gone ends', async () => {
  const states = [said(idOf('a'), 'Compliant', later), said(idOf('b'), 'Compliant', later)];
  const { bulk, clock, compare, disagreements, ports, store } = await comparedWorld(
    { a: false, b: true },
    states,
  );
  await compare();
  const { current, etag } = (await store.read(idOf('a')))!;
  await store.commit({ ...current, gone: true }, [], etag);
  clock.advance(3600);
  // Azure still has its state.
  expect(await compare()).toMatchObject({ compared: 1, agreed: 1, unmatched: 1 });
  await handleBulkMessage(bulk.next(), ports, budget);
  expect([...disagreements.kept.values()]).toMatchObject([{ endedAt: expect.any(String) as string }]);
});

test('Compliant states are counted, and found one by one for a policy whose counts do not tell alone', async () => {
  const accounts = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`a${n}`, true]));
  const states = Object.keys(accounts).map((name) => said(idOf(name), 'Compliant', later));
  const { compare, graph } = await comparedWorld(accounts, states);
  expect(await compare()).toMatchObject({ compared: 40, agreed: 40, unmatched: 0 });
  expect(graph.queries).toEqual(['counts', 'exceptions']);
  graph.queries = [];
  states.push(said(idOf('unseen'), 'Compliant', later));
  expect(await compare()).toMatchObject({ compared: 40, agreed: 40, unmatched: 1 });
  expect(graph.queries).toEqual(['counts', 'exceptions', 'rows https']);
});

test('an estate that changes between two pages is not taken for agreed', async () => {
  const accounts = { a: true, b: true, c: true };
  const states = ['a', 'b', 'c'].map((name) => said(idOf(name), 'NonCompliant', later));
  const { compare, graph, disagreements } = await comparedWorld(accounts, states);
  graph.pageSize = 1;
  graph.hook = () => {
    // The first is gone before the second page is asked for: what was second is first, and is passed over.
    if (graph.queries.length === 3) states.shift();
  };
  expect(await compare()).toMatchObject({ compared: 2, agreed: 0 });
  expect([...disagreements.kept.values()].map(({ resourceId }) => resourceId).toSorted()).toEqual(
    ['a', 'b', 'c'].map(idOf),
  );
});

test('where only a part of the states could be read, nothing is concluded from it', async () => {
  const { compare, disagreements, graph, clock } = await comparedWorld({ imaging: false }, [
    said(idOf('imaging'), 'Compliant', later),
  ]);
  await compare();
  graph.states = () => ({ kind: 'denied', startedAt: clock.iso(), reason: 'HTTP 403' });
  expect(await compare()).toMatchObject({ compared: 1, agreed: 0, trouble: 'read denied (HTTP 403)' });
  expect((await agreementView([subscriptionId], disagreements)).disagreements).toHaveLength(1);
  // What may not be read, the graph leaves out.
  graph.states = () => [];
  expect(await compare()).toMatchObject({
    compared: 1,
    agreed: 0,
    trouble: expect.stringContaining('none of the policy states'),
  });
});

test('a graph that throttles is waited for, and asked again from the same page', async () => {
  const states = ['a', 'b'].map((name) => said(idOf(name), 'NonCompliant', later));
  const { compare, graph, clock } = await comparedWorld({ a: false, b: false }, states);
  graph.pageSize = 1;
  const answers = graph.states;
  let asked = 0;
  graph.states = () => {
    asked += 1;
    return asked >= 3 && asked < 20
      ? { kind: 'throttled', startedAt: clock.iso(), retryAfterSeconds: 45, reason: 'HTTP 429' }
      : answers();
  };
  expect(await compare()).toMatchObject({ compared: 2, agreed: 2 });
  expect(graph.queries.filter((query) => query === 'counts')).toHaveLength(1);
  expect(clock.iso()).toBe('2026-03-01T08:12:45.000Z');
});

test('a graph that fails again and again ends the comparison for this time, and says so', async () => {
  const { compare, graph, clock } = await comparedWorld({ a: true }, []);
  graph.states = () => ({ kind: 'failed', startedAt: clock.iso(), reason: 'HTTP 503' });
  expect(await compare()).toMatchObject({ compared: 0, trouble: 'read failed (HTTP 503)' });
  expect(graph.queries).toHaveLength(6);
});

test('a graph that fails now and then does not end the comparison', async () => {
  const states = ['a', 'b', 'c'].map((name) => said(idOf(name), 'NonCompliant', later));
  const accounts = { a: false, b: false, c: false };
  const { compare, graph, clock } = await comparedWorld(accounts, states);
  graph.pageSize = 1;
  let asked = 0;
  graph.states = () => {
    asked += 1;
    return asked % 5 === 0 ? states : { kind: 'failed', startedAt: clock.iso(), reason: 'HTTP 503' };
  };
  expect(await compare()).toMatchObject({ compared: 3, agreed: 3 });
});

test('goes through all of our states, however many there are', async () => {
  const { compare, graph, ports, store } = await comparedWorld({ a: true }, []);
  const { current } = (await store.read(idOf('a')))!;
  const names = Array.from({ length: 2_500 }, (_, n) => `a${String(n).padStart(4, '0')}`);
  graph.states = () => names.map((name) => said(idOf(name), 'Compliant', later));
  ports.knownStates.from = async function* from(_scope: string, after?: string) {
    await Promise.resolve();
    for (const name of names)
      if (name > (after ?? '')) yield { place: name, current: { ...current, resourceId: idOf(name) } };
  };
  expect(await compare()).toMatchObject({ compared: 2_500, agreed: 2_500 });
  expect(graph.queries).not.toContain('rows https');
});

test('is done in portions; one that is delivered twice, or too early, does no harm', async () => {
  const names = Array.from({ length: 6 }, (_, n) => `a${n}`);
  const accounts = Object.fromEntries(names.map((name) => [name, false]));
  const states = names.map((name) => said(idOf(name), 'NonCompliant', later));
  const world = await comparedWorld(accounts, states);
  const { bulk, goOn, graph, ports, figures } = world;
  graph.pageSize = 1;
  await beginComparison(subscriptionId, ports);
  // Every delivery twice, at the same time, each with time for one page.
  for (;;) {
    const [message] = bulk.messages.splice(0, 1);
    if (!message) break;
    await Promise.all([handleBulkMessage(message.body, ports, 0), handleBulkMessage(message.body, ports, 0)]);
    const queries = graph.queries.length;
    await handleBulkMessage(message.body, ports, 0);
    expect(graph.queries).toHaveLength(queries);
  }
  expect(await figures()).toMatchObject({ compared: 6, agreed: 6, older: 0, unmatched: 0 });
  await goOn();
  expect(bulk.messages).toEqual([]);
  await expect(handleBulkMessage({ ...(await beginning(world)), portion: 7 }, ports, budget)).rejects.toThrow(
    'not saved yet',
  );
});

async function beginning({ bulk, ports }: Awaited<ReturnType<typeof comparedWorld>>) {
  await beginComparison(subscriptionId, ports);
  return bulk.next() as object;
}

test('goes on where it was interrupted, and is not begun again while it is under way', async () => {
  const names = Array.from({ length: 4 }, (_, n) => `a${n}`);
  const states = names.map((name) => said(idOf(name), 'NonCompliant', later));
  const { bulk, clock, compare, graph, ports } = await comparedWorld(
    Object.fromEntries(names.map((name) => [name, false])),
    states,
  );
  graph.pageSize = 1;
  await beginComparison(subscriptionId, ports);
  for (let portion = 0; portion < 3; portion += 1) await handleBulkMessage(bulk.next(), ports, 0);
  // The message is lost; the timer of six hours later finds the comparison under way.
  bulk.messages = [];
  graph.queries = [];
  clock.advance(6 * 3600);
  expect(await compare()).toMatchObject({ compared: 4, agreed: 4 });
  expect(graph.queries).toEqual(['exceptions', 'exceptions']);
});

test('one that a day has not ended is begun again, and its trouble is told until then', async () => {
  const { clock, compare, figures, ports } = await comparedWorld({ a: true }, [
    said(idOf('a'), 'Compliant', later),
  ]);
  await beginComparison(subscriptionId, ports);
  clock.advance(25 * 3600);
  await beginComparison(subscriptionId, ports);
  expect(await figures()).toMatchObject({ trouble: expect.stringContaining('did not come to its end') });
  expect(await compare()).not.toHaveProperty('trouble');
});

test.each([
  ['Compliant', '2026-03-01T07:59:59Z', 'older'],
  ['Compliant', '2026-03-01T08:00:01Z', 'disagree'],
  ['NonCompliant', '2026-03-01T08:00:01Z', 'agree'],
  ['Conflict', '2026-03-01T08:00:01Z', 'unmatched'],
])('ours, NonCompliant of 08:00, beside %s of %s: %s', (state, timestamp, outcome) => {
  const ours = { state: 'NonCompliant', since: '', policyVersion: '1' } as const;
  expect(setSideBySide(ours, '2026-03-01T08:00:00Z', { state, timestamp })).toBe(outcome);
  expect(setSideBySide({ ...ours, state: 'Unknown' }, '2026-03-01T08:00:00Z', { state, timestamp })).toBe(
    'unmatched',
  );
  expect(setSideBySide(undefined, '2026-03-01T08:00:00Z', { state, timestamp })).toBe('unmatched');
});

test('what Azure calls compliant and we call not applicable is no contradiction', () => {
  const ours = { state: 'NotApplicable', since: '', policyVersion: '1' } as const;
  const at = { timestamp: '2026-03-01T09:00:00Z' };
  expect(setSideBySide(ours, '2026-03-01T08:00:00Z', { ...at, state: 'Compliant' })).toBe('agree');
  expect(setSideBySide(ours, '2026-03-01T08:00:00Z', { ...at, state: 'NonCompliant' })).toBe('disagree');
});

test('a delegated policy is never compared with itself, and a resource that cannot be read with nothing', async () => {
  const states = [said(idOf('a'), 'Compliant', later), said(idOf('b'), 'NonCompliant', later)];
  const delegated = await comparedWorld({ a: true, b: true }, states, { delegated: true });
  expect(await delegated.compare()).toMatchObject({ compared: 0, unmatched: 2 });
  const { compare, store } = await comparedWorld({ a: true, b: true }, states);
  for (const name of ['a', 'b']) {
    const { current, etag } = (await store.read(idOf(name)))!;
    await store.commit({ ...current, staleSince: later }, [], etag);
  }
  expect(await compare()).toMatchObject({ compared: 0, unmatched: 2 });
});
