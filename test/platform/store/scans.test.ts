import { describe, expect, it, vi } from 'vitest';
import type { ScanRecord } from '../../../src/platform/store/scan-types.ts';
import { createScans, firstParts, scanIdAt } from '../../../src/platform/store/scans.ts';
import { useStore } from './azurite.ts';
import { all } from './samples.ts';

const test = useStore();

const scan = (startedAt: string): ScanRecord => ({
  id: scanIdAt(startedAt, 'a1'),
  startedAt,
  trigger: 'timer',
  subscriptions: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
  gaps: [],
  attendedUntil: startedAt,
});

describe('scans', () => {
  it('are begun once, with a part for each subscription, and found by time', async () => {
    const { scans } = test.store;
    const [first, second] = [scan('2026-03-01T08:00:00.000Z'), scan('2026-03-02T08:00:00.000Z')];
    for (const record of [second, first, first]) await scans.begin(record);
    expect((await scans.read(first.id))?.value).toEqual(first);
    expect(await scans.read('20990101t000000000z-a1')).toBeUndefined();
    const since = async (time: string) => (await all(scans.since(time))).map(({ value }) => value.id);
    expect(await since('2026-03-01T08:00:00.000Z')).toEqual([first.id, second.id]);
    expect(await since('2026-03-01T08:00:00.001Z')).toEqual([second.id]);
    expect((await all(scans.parts(first.id))).map(({ value }) => value)).toEqual(firstParts(first));
  });

  it('are not on record before all their parts are: none is finished without them', async () => {
    const table = test.table('Scans');
    const record = scan('2026-05-01T08:00:00.000Z');
    const create = table.createEntity.bind(table);
    vi.spyOn(table, 'createEntity').mockImplementation((row) =>
      row.partitionKey.startsWith('part') ? Promise.reject(new Error('killed')) : create(row),
    );
    await expect(createScans(table).begin(record)).rejects.toThrow('killed');
    expect(await test.store.scans.read(record.id)).toBeUndefined();
    await test.store.scans.begin(record);
    expect(await all(test.store.scans.parts(record.id))).toHaveLength(2);
    expect((await test.store.scans.read(record.id))?.value).toEqual(record);
  });

  it('and their parts are written only by who knows the latest version', async () => {
    const { scans } = test.store;
    const record = scan('2026-04-01T08:00:00.000Z');
    await scans.begin(record);
    const [part] = await all(scans.parts(record.id));
    if (!part) throw new Error('no part');
    const written = await scans.savePart({ ...part.value, status: 'done' }, part.etag);
    expect(written).not.toBe('conflict');
    expect(await scans.savePart(part.value, part.etag)).toBe('conflict');
    await scans.addParts([part.value, { ...part.value, resourceGroup: 'Clinic/1' }]);
    const statuses = (await all(scans.parts(record.id))).map(({ value }) => [
      value.resourceGroup,
      value.status,
    ]);
    expect(statuses).toContainEqual(['Clinic/1', 'open']);
    expect(statuses.filter(([, status]) => status === 'done')).toHaveLength(1);
    const found = await scans.read(record.id);
    expect(await scans.save({ ...record, drifts: 5 }, found?.etag ?? '')).not.toBe('conflict');
    expect(await scans.save(record, found?.etag ?? '')).toBe('conflict');
    expect((await scans.read(record.id))?.value.drifts).toBe(5);
  });

  it('give the parts of one subscription that are not done', async () => {
    const { scans } = test.store;
    const record = scan('2026-06-01T08:00:00.000Z');
    await scans.begin(record);
    const [own = '', other = ''] = record.subscriptions;
    const [first] = firstParts(record);
    if (!first) throw new Error('no part');
    const groups = ['done', 'open', 'waiting'] as const;
    await scans.addParts(groups.map((status) => ({ ...first, resourceGroup: status, status })));
    await scans.addParts([{ ...first, subscriptionId: other, resourceGroup: 'open' }]);
    const open = async (subscriptionId: string) =>
      (await all(scans.openParts(record.id, subscriptionId))).map(({ value }) => value.resourceGroup);
    expect(await open(own)).toEqual([undefined, 'open', 'waiting']);
    expect(await open(other)).toEqual([undefined, 'open']);
  });

  it('keep which subscriptions nobody watches', async () => {
    const { scans } = test.store;
    expect(await scans.unwatched()).toBeUndefined();
    const unwatched = { asOf: '2026-03-01T08:00:00.000Z', subscriptions: [] };
    await scans.setUnwatched(unwatched);
    await scans.setUnwatched({ ...unwatched, trouble: 'hospitals: HTTP 403' });
    expect(await scans.unwatched()).toEqual({ ...unwatched, trouble: 'hospitals: HTTP 403' });
  });
});
