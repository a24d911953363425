import { describe, expect, it, vi } from 'vitest';
import { driftId } from '../../../src/platform/store/keys.ts';
import { createOutbox } from '../../../src/platform/store/outbox-tables.ts';
import type { OutboxMessage } from '../../../src/platform/store/outbox-types.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { useStore } from './azurite.ts';
import { all, resourceIn } from './samples.ts';

const test = useStore();
const [early, late] = ['2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z'];

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly text?: string;
}

describe('responses', () => {
  const claimed = async (id: string, status = 'open') => {
    const responses = test.store.responses<Answer, { n: number }>();
    expect(await responses.claim({ id, status }, { n: 1 })).toBe('claimed');
    return responses;
  };
  const etagOf = async (id: string) => (await test.store.responses().read(id))?.etag ?? '';

  it('are found beside each other while they are open, those of one resource', async () => {
    const ids = [1, 2, 12].map((sequence) => driftId(resourceIn('a'), sequence));
    for (const id of ids) await claimed(id);
    await claimed(driftId(resourceIn('a'), 3), 'closed');
    await claimed(driftId(resourceIn('b'), 1));
    const responses = test.store.responses<Answer, { n: number }>();
    const beside = async () => (await responses.openBeside(ids[0]!)).map(({ value }) => value.id);
    expect(await beside()).toEqual(ids);
    const [first] = await responses.openBeside(ids[0]!);
    expect(first).toEqual(await responses.read(ids[0]!));
    await responses.save({ id: ids[0]!, status: 'closed' }, { n: 2 }, first!.etag);
    expect(await beside()).toEqual(ids.slice(1));
  });

  it('have their steps beside them, each its own, in order', async () => {
    const [one, eleven] = [driftId(resourceIn('steps'), 1), driftId(resourceIn('steps'), 11)];
    const responses = await claimed(one);
    await claimed(eleven);
    const long = { id: one, status: 'waiting', text: 'x'.repeat(70_000) };
    for (let n = 2; n <= 11; n += 1)
      await responses.save({ ...long, status: `${n}` }, { n }, await etagOf(one));
    expect((await responses.read(one))?.value).toEqual({ ...long, status: '11' });
    expect(await responses.steps(one)).toEqual(Array.from({ length: 11 }, (_, n) => ({ n: n + 1 })));
    expect(await responses.steps(eleven)).toEqual([{ n: 1 }]);
    expect(await responses.steps(driftId(resourceIn('steps'), 2))).toEqual([]);
  });

  it('are not moved on by a step that is there already', async () => {
    const id = driftId(resourceIn('twice'), 1);
    const responses = await claimed(id);
    expect(await responses.save({ id, status: 'waiting' }, { n: 1 }, await etagOf(id))).toBe('conflict');
    expect((await responses.read(id))?.value.status).toBe('open');
  });

  it('may be moved on twice by who has not read them in between', async () => {
    const id = driftId(resourceIn('moved'), 1);
    const responses = await claimed(id);
    const saved = await responses.save({ id, status: 'waiting' }, { n: 2 }, await etagOf(id));
    if (saved === 'conflict') throw new Error(saved);
    expect(await responses.save({ id, status: 'closed' }, { n: 3 }, saved.etag)).toEqual({
      etag: await etagOf(id),
    });
  });

  it('that are longer than a row are refused', async () => {
    const responses = test.store.responses<Answer, { n: number }>();
    const long = { id: driftId(resourceIn('long'), 1), status: 'open', text: 'x'.repeat(600_000) };
    await expect(responses.claim(long, { n: 1 })).rejects.toThrow(TooLargeError);
  });

  const hash = 'a'.repeat(64);
  it.each([
    '',
    'no drift',
    hash,
    `${hash}-`,
    `${hash}-x`,
    `-${hash}-1`,
    `${hash}-1-1`,
    `${hash}-12345678901`,
  ])('have the id of a drift, which %j is not', async (id) => {
    await expect(test.store.responses().read(id)).rejects.toThrow(`"${id}" is no id of a drift`);
  });
});

describe('what is due', () => {
  it('comes by time, up to a moment and with it', async () => {
    const { due } = test.store;
    const next = '2026-03-01T08:00:00.001Z';
    for (const entry of [
      { id: 'b', at: late },
      { id: 'c', at: next },
      { id: 'a', at: early },
      { id: 'a', at: early },
    ])
      await due.add(entry);
    expect(await all(due.until('2026-03-01T07:59:59.999Z'))).toEqual([]);
    expect(await all(due.until(early))).toEqual([{ id: 'a', at: early }]);
    expect(await all(due.until('2026-03-01T09:00:00.001+01:00'))).toHaveLength(2);
    expect((await all(due.until())).map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    await due.remove({ id: 'a', at: early });
    await due.remove({ id: 'a', at: early });
    await due.remove({ id: 'b', at: early });
    expect((await all(due.until())).map(({ id }) => id)).toEqual(['c', 'b']);
  });

  it('is one entry for each moment of one thing, and keeps the id as it is written', async () => {
    const schedule = test.store.toPublish('moments');
    const id = 'Response|A/b#1';
    await schedule.add({ id, at: late });
    await schedule.add({ id, at: early });
    expect(await all(schedule.until())).toEqual([
      { id, at: early },
      { id, at: late },
    ]);
  });

  it('is for one target, and no response', async () => {
    const [grid, hub] = [test.store.toPublish('grid'), test.store.toPublish('hub')];
    await grid.add({ id: 'published', at: early });
    expect(await all(hub.until())).toEqual([]);
    expect((await all(test.store.due.until())).map(({ id }) => id)).not.toContain('published');
    expect(await all(test.store.toPublish('GRID').until())).toEqual([{ id: 'published', at: early }]);
  });
});

describe('the outbox', () => {
  const message = (id: string, notBefore = '2026-03-01T08:00:00.000Z'): OutboxMessage => ({
    id,
    channel: 'ops',
    kind: 'first',
    severity: 'high',
    content: { title: id, lines: [] },
    createdAt: notBefore,
    notBefore,
  });

  it('adds a message once, for good, and gives each channel what is due', async () => {
    const { outbox } = test.store;
    await outbox.add(message('b', '2026-03-01T09:00:00.000Z'));
    await outbox.add(message('a'));
    await outbox.add(message('a', '2026-03-01T08:30:00.000Z'));
    await outbox.add({ ...message('a'), channel: 'other' });
    const waiting = await outbox.waiting('ops', '2026-03-01T08:59:00.000Z');
    expect(waiting.map((each) => each.message.id)).toEqual(['a']);
    const batch = {
      id: 'batch-1',
      keys: waiting.map(({ key }) => key),
      tries: 1,
      notBefore: '2026-03-01T08:00:00.000Z',
      firstTriedAt: '2026-03-01T08:00:00.000Z',
    };
    await outbox.putBatch('ops', batch);
    expect(await outbox.batches('ops')).toEqual([batch]);
    await outbox.sent('ops', batch, waiting, '2026-03-01T08:01:00.000Z');
    expect(await outbox.batches('ops')).toEqual([]);
    await outbox.add(message('a'));
    const left = await outbox.waiting('ops', '2026-03-02T00:00:00.000Z');
    expect(left.map((each) => each.message.id)).toEqual(['b']);
    expect(await all(outbox.sentSince('ops', '2026-03-01T08:01:00.000Z'))).toMatchObject([
      { message: { id: 'a' }, batch: 'batch-1' },
    ]);
    expect(await all(outbox.sentSince('ops', '2026-03-01T08:01:00.001Z'))).toEqual([]);
  });

  it('keeps to the channel, and notes a batch anew', async () => {
    const { outbox } = test.store;
    const batch = { id: 'b1', keys: [], tries: 0, notBefore: early, firstTriedAt: early };
    await outbox.putBatch('mail', batch);
    await outbox.putBatch('mail', { ...batch, tries: 1 });
    await outbox.putBatch('teams', { ...batch, id: 'b2' });
    expect(await outbox.batches('mail')).toEqual([{ ...batch, tries: 1 }]);
    expect(await outbox.waiting('mail', late)).toEqual([]);
    expect(await all(outbox.sentSince('mail', early))).toEqual([]);
    expect(await outbox.channel('mail')).toBeUndefined();
  });

  it('gives what is due by time, from its moment on', async () => {
    const { outbox } = test.store;
    for (const [id, at] of [
      ['second', '2026-03-01T08:00:00.001Z'],
      ['third', late],
      ['first', early],
    ] as const)
      await outbox.add({ ...message(id, at), channel: 'timed' });
    const due = async (now: string) => (await outbox.waiting('timed', now)).map((each) => each.message.id);
    expect(await due('2026-03-01T07:59:59.999Z')).toEqual([]);
    expect(await due('2026-03-01T09:00:00+01:00')).toEqual(['first']);
    expect(await due(late)).toEqual(['first', 'second', 'third']);
  });

  it('loses no message that has left where it dies before it has removed it', async () => {
    const table = test.table('Outbox');
    const outbox = createOutbox(table);
    await outbox.add({ ...message('a'), channel: 'dying' });
    const waiting = await outbox.waiting('dying', late);
    const batch = { id: 'b', keys: [], tries: 1, notBefore: early, firstTriedAt: early };
    await outbox.putBatch('dying', batch);
    const submit = table.submitTransaction.bind(table);
    vi.spyOn(table, 'submitTransaction')
      .mockImplementationOnce(submit)
      .mockRejectedValueOnce(new Error('killed'));
    await expect(outbox.sent('dying', batch, waiting, early)).rejects.toThrow('killed');
    expect(await outbox.waiting('dying', late)).toEqual(waiting);
    expect(await all(outbox.sentSince('dying', early))).toHaveLength(1);
    await outbox.sent('dying', batch, waiting, early);
    await outbox.sent('dying', batch, waiting, early);
    expect(await outbox.waiting('dying', late)).toEqual([]);
    expect(await outbox.batches('dying')).toEqual([]);
    expect(await all(outbox.sentSince('dying', early))).toHaveLength(1);
  });

  it('refuses a message that is longer than a row', async () => {
    const long = { ...message('long'), content: 'x'.repeat(600_000) };
    await expect(test.store.outbox.add(long)).rejects.toThrow(TooLargeError);
  });
});
