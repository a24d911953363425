import { beforeEach, describe, expect, test } from 'vitest';
import { retainUntil } from '../../../src/evidence/model/index.ts';
import {
  applyHolds,
  approveRelease,
  askRelease,
  isAllHeld,
  placeHold,
  releasedTo,
  releaseNarrative,
} from '../../../src/evidence/retention/index.ts';
import type { LegalHold, Release } from '../../../src/evidence/retention/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { FakeBlobs } from '../support/fake-blobs.ts';

const person = (objectId: string) => ({ objectId, kind: 'user' }) as const;
const log = createLog(() => undefined);
const clock = { now: () => new Date('2026-12-01T00:00:00Z') };

describe('retention', () => {
  const createdAt = '2026-11-29T00:00:00.000Z';

  test('is six years from when it last was in effect', () => {
    const lastInEffect = '2028-02-29T00:00:00.000Z';
    expect(retainUntil({ createdAt, lastInEffect }, '2028-03-01T00:00:00.000Z')).toBe(
      '2034-03-01T00:00:00.000Z',
    );
  });

  test('is six years from creation where that is later', () => {
    expect(retainUntil({ createdAt, lastInEffect: '2020-01-01T00:00:00.000Z' }, createdAt)).toBe(
      '2032-11-29T00:00:00.000Z',
    );
  });

  test('of what is in effect never lies less than six years ahead, and is set once a year', () => {
    let locked = '';
    let settings = 0;
    for (let day = 0; day < 3650; day += 1) {
      const now = new Date(Date.parse(createdAt) + day * 86_400_000).toISOString();
      const until = retainUntil({ createdAt }, now, locked);
      if (until !== locked) settings += 1;
      expect(until >= locked).toBe(true);
      locked = until;
      const least = new Date(now);
      least.setUTCFullYear(least.getUTCFullYear() + 6);
      expect(locked >= least.toISOString()).toBe(true);
    }
    expect(settings).toBe(10);
  });

  test('is never shortened', () => {
    const lockedUntil = '2040-01-01T00:00:00.000Z';
    expect(retainUntil({ createdAt, lastInEffect: createdAt }, createdAt, lockedUntil)).toBe(lockedUntil);
  });
});

describe('a legal hold', () => {
  let holds: MemoryRecords<LegalHold>;
  const collections = { read: async (id: string) => (id === 'evidence-drill-7' ? { id } : undefined) };
  const ports = () => ({ holds, clock, collections });
  const place = (scope = 'all') =>
    placeHold({ about: scope, why: 'matter 12' }, person('a'), ports(), () => 'h');
  beforeEach(() => {
    holds = new MemoryRecords();
  });

  test('is released by two people', async () => {
    await place();
    expect(await askRelease('h', person('a'), ports())).toMatchObject({ kind: 'saved' });
    expect(await approveRelease('h', person('A'), ports())).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approveRelease('h', person('b'), ports())).toMatchObject({
      kind: 'saved',
      record: { value: { status: 'released', placedBy: 'a', askedBy: 'a', releasedBy: 'b' } },
    });
    expect(await approveRelease('h', person('b'), ports())).toMatchObject({ kind: 'conflict' });
  });

  test('on everything is in force until it is released', async () => {
    expect(await isAllHeld(ports())).toBe(false);
    await place();
    await askRelease('h', person('a'), ports());
    expect(await isAllHeld(ports())).toBe(true);
    await approveRelease('h', person('b'), ports());
    expect(await isAllHeld(ports())).toBe(false);
  });

  test('is about a collection that is there, or about a quarter', async () => {
    expect(await place('evidence-drill-8')).toMatchObject({ kind: 'invalid', field: 'about' });
    expect(await place('evidence-drill-7')).toMatchObject({ kind: 'saved' });
    holds = new MemoryRecords();
    expect(await place('evidence-2027Q1')).toMatchObject({ kind: 'saved' });
    expect(await isAllHeld(ports())).toBe(false);
  });

  test('that nobody has asked to release stays', async () => {
    await place();
    expect(await approveRelease('h', person('b'), ports())).toMatchObject({ kind: 'conflict' });
    expect(await askRelease('none', person('b'), ports())).toEqual({ kind: 'not-found' });
  });

  test('by an application, or of no scope, is refused', async () => {
    const application = { objectId: 'a', kind: 'application' } as const;
    expect(await placeHold({}, application, ports(), () => 'h')).toMatchObject({ kind: 'forbidden' });
    expect(await place('everything')).toMatchObject({ kind: 'invalid', field: 'about' });
  });

  describe('is set on', () => {
    const [evidence, ledger] = [new FakeBlobs(), new FakeBlobs()];
    const held = () =>
      [evidence, ledger].flatMap((blobs) =>
        [...blobs.held].flatMap(([name, { legalHold }]) => (legalHold ? name : [])),
      );
    const apply = () => applyHolds({ holds, evidence, ledger, clock, log });
    beforeEach(async () => {
      for (const name of ['packages/evidence-2026Q3/auditor.zip', 'packages/evidence-2026Q4/auditor.zip'])
        evidence.held.set(name, { content: Buffer.alloc(1) });
      ledger.held.set('rows/2026-12-001.jsonl', { content: Buffer.alloc(1) });
    });

    test('one collection, and what is made of it later; taken from it when released', async () => {
      await place('evidence-2026Q4');
      await apply();
      evidence.held.set('packages/evidence-2026Q4/counsel.zip', { content: Buffer.alloc(1) });
      await apply();
      expect(held()).toEqual([
        'packages/evidence-2026Q4/auditor.zip',
        'packages/evidence-2026Q4/counsel.zip',
      ]);
      await askRelease('h', person('a'), ports());
      await apply();
      expect(held()).toHaveLength(2);
      await approveRelease('h', person('b'), ports());
      await apply();
      expect(held()).toEqual([]);
      evidence.held.delete('packages/evidence-2026Q4/counsel.zip');
    });

    test('all evidence and the ledger, but for the month that still takes rows', async () => {
      await place();
      await apply();
      expect(held()).toHaveLength(2);
      const month = ledger.held.get('rows/2026-12-001.jsonl');
      if (month) month.sealed = true;
      await apply();
      expect(held()).toHaveLength(3);
    });

    test('what was released, once: what somebody else holds stays held', async () => {
      await place();
      await apply();
      await askRelease('h', person('a'), ports());
      await approveRelease('h', person('b'), ports());
      await apply();
      expect(held()).toEqual([]);
      await evidence.hold('packages/evidence-2026Q3/auditor.zip', true);
      await apply();
      expect(held()).toHaveLength(1);
      await evidence.hold('packages/evidence-2026Q3/auditor.zip', false);
    });
  });
});

test('a narrative is released to a class, and to no other', async () => {
  const releases = new MemoryRecords<Release>();
  const incidents = new MemoryRecords();
  await incidents.add('all', { id: 'i1', version: 1, recordedAt: '2026-03-01T00:00:00.000Z', value: {} });
  const request = { incident: 'i1', class: 'auditor', why: 'asked for' };
  const saved = await releaseNarrative(request, person('c'), { releases, incidents, clock }, () => 'r');
  expect(saved).toMatchObject({ kind: 'saved', record: { value: { releasedBy: 'c' } } });
  expect(await releasedTo('auditor', releases)).toMatchObject([{ incident: 'i1' }]);
  expect(await releasedTo('regulator', releases)).toEqual([]);
  expect(
    await releaseNarrative(
      { ...request, class: 'counsel' },
      person('c'),
      { releases, incidents, clock },
      () => 'r',
    ),
  ).toMatchObject({
    kind: 'invalid',
    field: 'class',
  });
  const unknown = { ...request, incident: 'i2' };
  expect(
    await releaseNarrative(unknown, person('c'), { releases, incidents, clock }, () => 'r'),
  ).toMatchObject({
    kind: 'invalid',
    field: 'incident',
  });
});
