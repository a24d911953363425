import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createProfiles } from '../../../src/platform/store/profiles.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
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

  /** An hour that was asked for at 9:10 is stored: what becomes of a further answer. */
  it.each([
    ['older', 5, [{ calls: 1 }], 'it was asked for before'],
    ['older', 5, [], 'so was this one, of nothing'],
    ['same', 5, [{ calls: 2 }], 'it says what is stored'],
    ['same', 20, [{ calls: 2 }], 'it says so again'],
    ['replaced', 10, [{ calls: 3 }], 'it was asked for at the same time'],
    ['replaced', 20, [{ calls: 3 }], 'it was asked for after'],
    ['replaced', 20, [], 'there is nothing any more'],
  ])('are %s by an answer that was asked for at 9:%i and is %j: %s', async (expected, minute, rows, why) => {
    const { profiles } = test.store;
    const stored = { hour: at(8), askedAt: at(9, 10), rows: [{ calls: 2 }] };
    await profiles.replace(why, stored);
    const given = { hour: at(8), askedAt: at(9, minute), rows };
    expect(await profiles.replace(why, given)).toBe(expected);
    const found = await all(profiles.between(why, at(0), at(23)));
    expect(found).toEqual([expected === 'replaced' ? given : stored]);
    expect(await all(profiles.versions(why, at(0), at(23)))).toEqual(
      found.map(({ hour, askedAt }) => ({ hour, askedAt })),
    );
  });

  it('of an hour without any answer are not written', async () => {
    const { profiles } = test.store;
    expect(await profiles.replace('empty', { hour: at(8), askedAt: at(9), rows: [] })).toBe('same');
    expect(await all(profiles.versions('empty', at(0), at(23)))).toEqual([]);
  });

  it('are replaced after all where another has replaced them meanwhile', async () => {
    const table = test.table('Profiles');
    const { profiles } = test.store;
    await profiles.replace('raced', { hour: at(8), askedAt: at(9), rows: [1] });
    const update = table.updateEntity.bind(table);
    vi.spyOn(table, 'updateEntity').mockImplementationOnce(async (...args) => {
      await profiles.replace('raced', { hour: at(8), askedAt: at(9, 5), rows: [2] });
      return update(...args);
    });
    const last = { hour: at(8), askedAt: at(9, 10), rows: [3] };
    expect(await createProfiles(table).replace('raced', last)).toBe('replaced');
    expect(await all(profiles.between('raced', at(0), at(23)))).toEqual([last]);
  });

  it('are not read where a part of one is missing', async () => {
    const { profiles } = test.store;
    await profiles.replace('torn', { hour: at(8), askedAt: at(9), rows: long(2) });
    const part = { partitionKey: 'torn', rowKey: `${at(8)}|${at(9)}|0000000000` };
    await test.table('Profiles').deleteEntity(part.partitionKey, part.rowKey);
    await expect(all(profiles.between('torn', at(0), at(23)))).rejects.toThrow(
      `The profile of ${at(8)} was replaced while it was read`,
    );
  });

  it('are read without the parts that a crash has left of another answer', async () => {
    const table = test.table('Profiles');
    const dying = createProfiles(table);
    const first = { hour: at(8), askedAt: at(9), rows: long(1) };
    await dying.replace('crashed', first);
    vi.spyOn(table, 'updateEntity').mockRejectedValueOnce(new Error('killed'));
    const second = { hour: at(8), askedAt: at(10), rows: long(1) };
    await expect(dying.replace('crashed', second)).rejects.toThrow('killed');
    const { profiles } = test.store;
    expect(await all(profiles.between('crashed', at(0), at(23)))).toEqual([first]);
    expect(await profiles.replace('crashed', second)).toBe('replaced');
    expect(await all(profiles.between('crashed', at(0), at(23)))).toEqual([second]);
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
    expect(await profiles.purge('old', at(1))).toBe(0);
    expect(await profiles.purge('old', at(3))).toBe(4);
    expect((await all(profiles.versions('old', at(0), at(23)))).map(({ hour }) => hour)).toEqual([at(3)]);
  });
});

describe('anomalies', () => {
  const anomaly = (id: string, end: string) => ({ id, start: at(1), end, severity: 'low' });

  it('are found from the moment on at which they ended, the first to begin first', async () => {
    const anomalies = test.store.anomalies<ReturnType<typeof anomaly>>();
    for (const each of [
      { ...anomaly('late', at(6)), start: at(3) },
      { ...anomaly('early', at(9)), start: at(2) },
      anomaly('over', at(5, 59)),
    ])
      await anomalies.write(each, undefined);
    const ids = async (moment: string) => (await all(anomalies.since(moment))).map(({ value }) => value.id);
    expect(await ids(at(6))).toEqual(['early', 'late']);
    expect(await ids(at(6, 1))).toEqual(['early']);
    const [first] = await all(anomalies.since(at(9)));
    expect(first).toEqual(await anomalies.read('early'));
  });

  it('that are longer than a row are refused', async () => {
    const long = { ...anomaly('long', at(5)), severity: 'x'.repeat(600_000) };
    await expect(test.store.anomalies().write(long, undefined)).rejects.toThrow(TooLargeError);
  });
});
