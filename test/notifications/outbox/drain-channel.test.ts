import { describe, expect, test } from 'vitest';
import { drainChannel, undelivered } from '../../../src/notifications/outbox/index.ts';
import type {
  Batch,
  DeliveryResult,
  OutboxPorts,
  RateLimit,
} from '../../../src/notifications/outbox/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { MemoryOutbox } from '../../support/fake-answers.ts';
import { Crash, FakeClock } from '../../support/fakes.ts';

function world(
  answer: (n: number) => DeliveryResult = () => ({ kind: 'sent' }),
  limits: readonly RateLimit[] = [],
) {
  const clock = new FakeClock();
  const outbox = new MemoryOutbox();
  const batches: Batch[] = [];
  const lines: string[] = [];
  let ids = 0;
  let crash = (): void => undefined;
  const channel = {
    limits,
    async send(parcel: Batch) {
      crash();
      batches.push(parcel);
      crash();
      return Promise.resolve(answer(batches.length));
    },
  };
  const ports: OutboxPorts = {
    outbox,
    channels: new Map([['ops', channel]]),
    clock,
    log: createLog((_level, line) => lines.push(line)),
    newId: () => `id-${(ids += 1)}`,
  };
  const add = (id: string, more = {}) =>
    outbox.add({
      id,
      channel: 'ops',
      kind: 'first',
      thread: id,
      severity: 'high',
      content: { title: 'secret of a patient', lines: [] },
      createdAt: clock.iso(),
      notBefore: clock.iso(),
      ...more,
    });
  return { clock, outbox, ports, batches, lines, add, dieAt: (step: () => void) => void (crash = step) };
}

test('what is added twice leaves once', async () => {
  const { ports, batches, add, outbox } = world();
  await add('a');
  await add('a');
  expect(await drainChannel('ops', ports)).toBeUndefined();
  await drainChannel('ops', ports);
  expect(batches).toMatchObject([{ repeat: false, messages: [{ id: 'a' }] }]);
  expect(outbox.left().map(({ message }) => message.id)).toEqual(['a']);
});

test('what is refused, fails or is asked to wait is kept, tried again with pauses, and shown with the reason', async () => {
  const answers: DeliveryResult[] = [
    { kind: 'failed', reason: 'HTTP 500' },
    { kind: 'held', seconds: 372 },
    { kind: 'refused', reason: 'HTTP 404' },
  ];
  const { ports, batches, add, clock, lines } = world((n) => answers[n - 1] ?? { kind: 'sent' });
  await add('a');
  const pauses: number[] = [];
  for (
    let next = await drainChannel('ops', ports);
    next !== undefined;
    next = await drainChannel('ops', ports)
  ) {
    pauses.push((Date.parse(next) - clock.now().getTime()) / 1000);
    expect(await undelivered(ports)).toMatchObject([{ channel: 'ops', messages: 1, tries: batches.length }]);
    clock.advance(pauses.at(-1) ?? 0);
  }
  expect(pauses).toEqual([15, 372, 86_400]);
  expect(batches.map(({ repeat }) => repeat)).toEqual([false, false, false, false]);
  expect(await undelivered(ports)).toEqual([]);
  expect(lines.join('\n')).not.toContain('secret');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    ['HTTP 500', 'asked to wait 372 s', 'HTTP 404'].map((reason) => ({
      message: 'A message could not be sent',
      channel: 'ops',
      reason,
      count: 1,
    })),
  );
});

test('of a channel that is no longer there, everything waits', async () => {
  const { ports, add, outbox } = world();
  await add('a', { channel: 'gone' });
  expect(await drainChannel('gone', ports)).toBeUndefined();
  expect(await outbox.channel('gone')).toBeUndefined();
  expect(await outbox.waiting('gone', ports.clock.now().toISOString())).toHaveLength(1);
});

test('what fails is tried again after pauses that double, up to an hour', async () => {
  const { ports, add, clock } = world(() => ({ kind: 'failed', reason: 'HTTP 500' }));
  await add('a');
  const pauses: number[] = [];
  for (let tries = 0; tries < 10; tries += 1) {
    const next = await drainChannel('ops', ports);
    pauses.push((Date.parse(next ?? '') - clock.now().getTime()) / 1000);
    clock.advance(pauses.at(-1) ?? 0);
  }
  expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
});

describe('while a batch waits to be tried again', () => {
  test.each<[string, DeliveryResult, number]>([
    ['failed', { kind: 'failed', reason: 'HTTP 500' }, 15],
    ['asked for a pause', { kind: 'held', seconds: 372 }, 372],
    ['refused it, but for an hour and not for the day', { kind: 'refused', reason: 'HTTP 404' }, 3_600],
  ])('others rest too, where the channel %s', async (_, answer, rest) => {
    const { ports, add, clock, batches } = world((n) => (n === 1 ? answer : { kind: 'sent' }));
    await add('a');
    await drainChannel('ops', ports);
    await add('b');
    clock.advance(rest - 1);
    expect(await drainChannel('ops', ports)).toBe(clock.iso(1));
    expect(batches).toHaveLength(1);
    clock.advance(1);
    const next = await drainChannel('ops', ports);
    // Each by itself, as it would have left.
    const again = answer.kind === 'refused' ? [] : [['a']];
    const left = batches.slice(1).map(({ messages }) => messages.map(({ id }) => id));
    expect(left).toEqual([...again, ['b']]);
    expect(next).toBe(answer.kind === 'refused' ? clock.iso(86_400 - 3_600) : undefined);
  });

  test('it is next, where the rest of a burst waits for longer', async () => {
    const { ports, add, clock, outbox } = world();
    for (const id of ['a', 'b']) await add(id, { thread: 't' });
    const tried = { tries: 1, firstTriedAt: clock.iso(), reason: 'HTTP 500' };
    await outbox.putBatch('ops', { id: 'x', keys: ['x'], notBefore: clock.iso(599), ...tried });
    expect(await drainChannel('ops', ports)).toBe(clock.iso(599));
  });
});

test('one call tries sixty batches, and asks for the next at once', async () => {
  const { ports, add, clock, outbox, batches } = world();
  for (let n = 0; n < 61; n += 1) {
    await add(`m${n}`);
    const begun = { tries: 1, notBefore: clock.iso(), firstTriedAt: clock.iso() };
    await outbox.putBatch('ops', { id: `b${n}`, keys: [`${clock.iso()}|m${n}`], ...begun });
  }
  expect(await drainChannel('ops', ports)).toBe(clock.iso());
  expect(batches).toHaveLength(60);
  expect(await drainChannel('ops', ports)).toBeUndefined();
  expect(batches).toHaveLength(61);
});

test('a batch whose messages have all left is over, and nothing is sent for it', async () => {
  const { ports, clock, outbox, batches } = world();
  const begun = { tries: 1, notBefore: clock.iso(), firstTriedAt: clock.iso() };
  await outbox.putBatch('ops', { id: 'b', keys: ['left'], ...begun });
  expect(await drainChannel('ops', ports)).toBeUndefined();
  expect(batches).toEqual([]);
  expect(await outbox.batches('ops')).toEqual([]);
});

test('what could not be sent is shown, the longest first; what is being sent is not', async () => {
  const { ports, clock, outbox } = world();
  const batch = (id: string, seconds: number, more = {}) =>
    outbox.putBatch('ops', {
      id,
      keys: ['k', `k${id}`],
      tries: 3,
      notBefore: clock.iso(),
      firstTriedAt: clock.iso(seconds),
      ...more,
    });
  await batch('b', -20, { reason: 'HTTP 500' });
  await batch('a', -30, { reason: 'HTTP 404', refused: true });
  await batch('c', -10, { reason: 'HTTP 503' });
  await batch('d', -40);
  const shown = { channel: 'ops', messages: 2, tries: 3 };
  expect(await undelivered(ports)).toEqual([
    { ...shown, since: clock.iso(-30), reason: 'HTTP 404', refused: true },
    { ...shown, since: clock.iso(-20), reason: 'HTTP 500', refused: false },
    { ...shown, since: clock.iso(-10), reason: 'HTTP 503', refused: false },
  ]);
});

test('a channel that asks for a pause has it from what is to be tried again, too', async () => {
  const { ports, batches, outbox, clock, add } = world(() => ({ kind: 'held', seconds: 372 }));
  for (const id of ['a', 'b']) {
    await add(id);
    const key = `${clock.iso()}|${id}`;
    const tried = { tries: 1, notBefore: clock.iso(), firstTriedAt: clock.iso(), reason: 'HTTP 404' };
    await outbox.putBatch('ops', { id, keys: [key], ...tried });
  }
  expect(await drainChannel('ops', ports)).toBe(clock.iso(372));
  expect(batches).toMatchObject([{ messages: [{ id: 'a' }] }]);
});

test('what was refused and then fails is no longer shown as refused', async () => {
  const answers: DeliveryResult[] = [
    { kind: 'refused', reason: 'HTTP 404' },
    { kind: 'failed', reason: 'HTTP 500' },
  ];
  const { ports, add, clock } = world((n) => answers[n - 1] ?? { kind: 'sent' });
  await add('a');
  await drainChannel('ops', ports);
  expect(await undelivered(ports)).toMatchObject([{ reason: 'HTTP 404', refused: true }]);
  clock.advance(86_400);
  await drainChannel('ops', ports);
  expect(await undelivered(ports)).toMatchObject([{ reason: 'HTTP 500', refused: false }]);
});

test('a worker that holds the channel is not disturbed, and one that died is followed', async () => {
  const { ports, batches, add, outbox, clock } = world();
  await add('a');
  const until = clock.iso(100);
  await outbox.putChannel('ops', { holder: 'other', until, sentAt: [], threads: {} }, undefined);
  // Soon: the other may have looked before this message came.
  expect(await drainChannel('ops', ports)).toBe(clock.iso(5));
  expect(batches).toEqual([]);
  clock.advance(100);
  await drainChannel('ops', ports);
  expect(batches).toHaveLength(1);
});

describe('a worker from whom another takes the channel', () => {
  const other = { holder: 'other', sentAt: [], threads: {} };
  const taking =
    ({ outbox, clock }: ReturnType<typeof world>) =>
    async () => {
      outbox.hook = () => undefined;
      const found = await outbox.channel('ops');
      await outbox.putChannel('ops', { ...other, until: clock.iso(100) }, found?.etag);
    };

  test('before it holds it asks again soon', async () => {
    const made = world();
    await made.add('a');
    const take = taking(made);
    made.outbox.hook = (step) => (step === 'before channel' ? take() : undefined);
    expect(await drainChannel('ops', made.ports)).toBe(made.clock.iso(5));
    expect(made.batches).toEqual([]);
    expect(await made.outbox.channel('ops')).toMatchObject({ value: other });
  });

  test('before it sends sends nothing, and leaves the channel to the other', async () => {
    const made = world();
    for (const id of ['a', 'b']) await made.add(id);
    const take = taking(made);
    made.outbox.hook = (step) => (step === 'before batch' ? take() : undefined);
    await drainChannel('ops', made.ports);
    expect(made.batches).toEqual([]);
    expect(await made.outbox.channel('ops')).toMatchObject({ value: other });
    expect(await made.outbox.waiting('ops', made.clock.iso())).toHaveLength(2);
  });

  test('while it sends sends nothing more', async () => {
    const made = world();
    for (const id of ['a', 'b', 'c']) await made.add(id);
    const take = taking(made);
    made.outbox.hook = (step) => (step === 'before sent' ? take() : undefined);
    await drainChannel('ops', made.ports);
    expect(made.batches).toMatchObject([{ messages: [{ id: 'a' }] }]);
    expect(await made.outbox.channel('ops')).toMatchObject({ value: other });
  });
});

test('killed at any step, nothing is lost, and at most one message is sent again, which says so', async () => {
  for (let at = 1; ; at += 1) {
    const { ports, batches, add, outbox, clock, dieAt } = world();
    for (const id of ['a', 'b', 'c']) await add(id);
    const crash = new Crash(at);
    outbox.hook = crash.hook;
    dieAt(() => void crash.hook('send'));
    let died = false;
    try {
      await drainChannel('ops', ports);
    } catch {
      died = true;
    }
    outbox.hook = () => undefined;
    dieAt(() => undefined);
    clock.advance(200);
    await drainChannel('ops', ports);
    const ids = batches.flatMap(({ messages }) => messages.map(({ id }) => id));
    expect(new Set(ids), `at ${at}`).toEqual(new Set(['a', 'b', 'c']));
    const again = ids.length - 3;
    expect(again, `at ${at}`).toBeLessThanOrEqual(1);
    expect(batches.filter(({ repeat }) => repeat).length, `at ${at}`).toBeGreaterThanOrEqual(again);
    expect(outbox.left()).toHaveLength(3);
    if (!died) return;
  }
});

const twoAnHour = [{ count: 2, seconds: 3_600 }];

/** What the channel answers to each batch, or that the host dies right after it was sent. */
test.each<[answer: string, given: DeliveryResult | 'killed', sent: number, why: string]>([
  ['takes it', { kind: 'sent' }, 2, 'two are allowed in an hour'],
  ['takes it, and the host dies', 'killed', 2, 'a crash frees no place'],
  ['does not answer', { kind: 'failed', reason: 'timeout' }, 2, 'it may have arrived'],
  [
    'asks for a pause of 100 s',
    { kind: 'held', seconds: 100 },
    6,
    'nothing was sent, so the place is free again',
  ],
])('of messages to a channel that %s, two leave in an hour', async (_answer, given, sent) => {
  const made = world(() => (given === 'killed' ? { kind: 'sent' } : given), twoAnHour);
  const { ports, batches, add, clock, dieAt } = made;
  for (let n = 0; n < 6; n += 1) await add(`m${n}`);
  for (let n = 0; n < 6; n += 1) {
    let calls = 0;
    dieAt(() => {
      calls += 1;
      if (given === 'killed' && calls === 2) throw new Error('killed');
    });
    await drainChannel('ops', ports).catch(() => undefined);
    clock.advance(200);
  }
  expect(batches).toHaveLength(sent);
  clock.advance(3_600);
  await drainChannel('ops', ports).catch(() => undefined);
  expect(batches.length).toBeGreaterThan(sent);
});
