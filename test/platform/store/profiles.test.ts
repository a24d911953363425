import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useStore } from './azurite.ts';
import { all } from './samples.ts';

const test = useStore();
const at = (hour: number, minute = 0) => new Date(Date.UTC(2026, 2, 1, hour, minute)).toISOString();
/** More than a row takes: hashes do not shrink. */
const long = (hours: number) => [{ patients: randomBytes(hours * 1_000_000).toString('base64') }];

describe('profiles', () => {
  it('replace what was known of an hour: what is not in it is gone', async () => {
    const { profiles } = test.store;
    const replace = (minute: number, rows: readonly object[]) =>
      profiles.replace('fhir-hours', { hour: at(8), askedAt: at(9, minute), rows });
    expect(await replace(0, [{ principal: 'ada' }, { principal: 'ben' }])).toBe('replaced');
    expect(await replace(10, [{ principal: 'ada' }])).toBe('replaced');
    expect(await all(profiles.between('fhir-hours', at(0), at(23)))).toEqual([
      { hour: at(8), askedAt: at(9, 10), rows: [{ principal: 'ada' }] },
    ]);
  });

  it('keep what was asked for later, and leave alone what is the same', async () => {
    const { profiles } = test.store;
    const replace = (minute: number, rows: readonly object[]) =>
      profiles.replace('late', { hour: at(8), askedAt: at(9, minute), rows });
    await replace(10, [{ calls: 2 }]);
    expect(await replace(5, [{ calls: 1 }])).toBe('older');
    expect(await replace(20, [{ calls: 2 }])).toBe('same');
    expect(await all(profiles.versions('late', at(0), at(23)))).toEqual([
      { hour: at(8), askedAt: at(9, 10) },
    ]);
  });

  it('are found by hour, within one query', async () => {
    const { profiles } = test.store;
    for (const hour of [3, 1, 2, 4])
      await profiles.replace('found', { hour: at(hour), askedAt: at(9), rows: [{ hour }] });
    const found = await all(profiles.between<{ hour: number }>('found', at(2), at(4)));
    expect(found.flatMap(({ rows }) => rows)).toEqual([{ hour: 2 }, { hour: 3 }]);
    expect(await all(profiles.versions('other', at(0), at(23)))).toEqual([]);
  });

  it('hold an hour that is longer than a row, and leave nothing of it behind', async () => {
    const { profiles } = test.store;
    const [first, second] = [long(3), long(2)];
    const neighbor = { hour: at(9), askedAt: at(10), rows: [{ calls: 1 }] };
    await profiles.replace('long', neighbor);
    await profiles.replace('long', { hour: at(8), askedAt: at(9), rows: first });
    expect((await all(profiles.between('long', at(8), at(9))))[0]?.rows).toEqual(first);
    await profiles.replace('long', { hour: at(8), askedAt: at(10), rows: second });
    const found = await all(profiles.between('long', at(0), at(23)));
    expect(found).toEqual([{ hour: at(8), askedAt: at(10), rows: second }, neighbor]);
    await profiles.replace('long', { hour: at(8), askedAt: at(11), rows: [] });
    const rows = await all(
      test.table('Profiles').listEntities({ queryOptions: { filter: "PartitionKey eq 'long'" } }),
    );
    expect(rows).toHaveLength(2);
  });

  it('are removed before a moment', async () => {
    const { profiles } = test.store;
    for (const hour of [1, 2, 3])
      await profiles.replace('old', { hour: at(hour), askedAt: at(9), rows: [{}] });
    await profiles.replace('old', { hour: at(2), askedAt: at(10), rows: long(2) });
    expect(await profiles.purge('old', at(3))).toBe(4);
    expect((await all(profiles.versions('old', at(0), at(23)))).map(({ hour }) => hour)).toEqual([at(3)]);
  });
});

describe('anomalies', () => {
  const anomaly = (id: string, end: string) => ({ id, start: at(1), end, severity: 'low' });

  it('are written by who read them last', async () => {
    const anomalies = test.store.anomalies<ReturnType<typeof anomaly>>();
    expect(await anomalies.write(anomaly('a', at(2)), undefined)).toBe('written');
    expect(await anomalies.write(anomaly('a', at(2)), undefined)).toBe('conflict');
    const read = await anomalies.read('a');
    expect(await anomalies.write(anomaly('a', at(3)), read?.etag)).toBe('written');
    expect(await anomalies.write(anomaly('a', at(4)), read?.etag)).toBe('conflict');
    expect((await anomalies.read('a'))?.value.end).toBe(at(3));
    expect(await anomalies.read('b')).toBeUndefined();
  });

  it('are found by when they ended', async () => {
    const anomalies = test.store.anomalies<ReturnType<typeof anomaly>>();
    await anomalies.write(anomaly('c', at(5)), undefined);
    await anomalies.write(anomaly('d', at(7)), undefined);
    expect((await all(anomalies.since(at(6)))).map(({ value }) => value.id)).toEqual(['d']);
  });
});
