import { describe, expect, it, vi } from 'vitest';
import { createMemory } from '../../../cli/access/memory.ts';
import { createRecentUse } from '../../../src/phi-access/anomalies/index.ts';
import { accessQueries } from '../../../src/phi-access/collection/access-queries.ts';
import type { AccessHour } from '../../../src/phi-access/model/index.ts';

const storage = '/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/images';
const vault = '/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/keys';
const now = new Date('2026-03-09T10:20:00Z');

type Row = Partial<AccessHour> & Pick<AccessHour, 'hour'>;

async function useOf(rows: Readonly<Record<string, readonly Row[]>>) {
  const { profiles, watermarks } = createMemory();
  for (const [query, hours] of Object.entries(rows)) {
    for (const [hour, each] of Map.groupBy(hours, (row) => row.hour))
      await profiles.replace(query, {
        hour,
        askedAt: hour,
        rows: each.map((row) => ({
          principal: 'p1',
          resource: storage,
          calls: 10,
          denied: 0,
          addresses: ['10.1.0.4'],
          last: row.hour.replace(':00:00', ':41:00'),
          ...row,
        })),
      });
    await watermarks.write(`access|${query}`, '2026-03-09T10:10:00.000Z', undefined);
  }
  const clock = { now: () => now };
  const between = vi.spyOn(profiles, 'between');
  return { use: createRecentUse({ profiles, watermarks, queries: accessQueries, clock }), clock, between };
}

const at = (day: string, hour: string) => `2026-03-${day}T${hour}:00:00.000Z`;

describe('the use that a fix ends', () => {
  it.each([
    ['by-key', { calls: 7, addresses: 3, last: '2026-03-08T09:41:00.000Z' }],
    ['anonymous', { calls: 4, addresses: 1, last: '2026-03-09T02:41:00.000Z' }],
    ['public-address', { calls: 24, addresses: 3, last: '2026-03-09T03:41:00.000Z' }],
  ] as const)('%s is counted from a week of hours', async (kind, expected) => {
    const { use } = await useOf({
      'blob-hours': [
        { hour: at('01', '09'), principal: 'key:old', calls: 1_000 },
        { hour: at('03', '09'), principal: 'key:a', calls: 5, addresses: ['10.1.0.4', '10.1.0.5'] },
        { hour: at('08', '09'), principal: 'key:b', calls: 2, addresses: ['10.1.0.6', '10.1.0.4'] },
        { hour: at('08', '10'), principal: 'key:c', calls: 3, denied: 3 },
        { hour: at('09', '02'), principal: 'anonymous', calls: 4, addresses: ['203.0.113.7'] },
        {
          hour: at('09', '03'),
          resource: `${storage}/blobservices/default`,
          calls: 20,
          addresses: ['198.51.100.2', '2001:4860::8', '10.0.0.9', 'fd00::1', '::ffff:192.168.3.4'],
        },
        { hour: at('09', '04'), resource: `${storage}2`, principal: 'key:d', addresses: ['198.51.100.9'] },
      ],
    });
    expect(await use(storage.toUpperCase(), kind)).toEqual({
      ...expected,
      since: at('03', '09'),
      until: '2026-03-09T10:10:00.000Z',
    });
  });

  it('is not known where no log of the week tells of the resource, and none where one does', async () => {
    const { use } = await useOf({
      'blob-hours': [{ hour: at('01', '09') }],
      'vault-hours': [{ hour: at('05', '09'), resource: vault }],
    });
    expect(await use(storage, 'by-key')).toBeUndefined();
    expect(await use(vault, 'public-address')).toMatchObject({
      calls: 0,
      addresses: 0,
      since: at('05', '09'),
    });
  });

  it('of a vault with two logs is that of both, as far as both are known', async () => {
    const rows = [{ hour: at('05', '09'), resource: vault, addresses: ['198.51.100.2'] }];
    const { use } = await useOf({ 'vault-hours': rows, 'vault-classic-hours': rows });
    expect(await use(vault, 'public-address')).toMatchObject({ calls: 20, addresses: 1 });
  });

  it('an address that cannot be read counts as public', async () => {
    const { use } = await useOf({ 'blob-hours': [{ hour: at('05', '09'), addresses: ['somewhere'] }] });
    expect(await use(storage, 'public-address')).toMatchObject({ calls: 10, addresses: 1 });
  });

  it('is read once in ten minutes, and again after it could not be read', async () => {
    const { use, clock, between } = await useOf({ 'blob-hours': [{ hour: at('05', '09') }] });
    await Promise.all([use(storage, 'by-key'), use(storage, 'anonymous'), use(vault, 'public-address')]);
    const once = between.mock.calls.length;
    await use(storage, 'by-key');
    expect(between).toHaveBeenCalledTimes(once);
    clock.now = () => new Date(now.getTime() + 600_000);
    between.mockImplementationOnce(() => {
      throw new Error('the table does not answer');
    });
    await expect(use(storage, 'by-key')).rejects.toThrow('the table does not answer');
    expect(await use(storage, 'by-key')).toMatchObject({ calls: 0 });
  });
});
