import { expect, it, vi } from 'vitest';
import { createRecords } from '../../../src/platform/store/record-tables.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { useStore } from './azurite.ts';

const test = useStore();
const recordedAt = '2026-03-01T12:00:00.000Z';
const version = <T>(id: string, number: number, value: T) => ({ id, version: number, recordedAt, value });

it('keeps every version, and gives the last of each record of an owner', async () => {
  const records = test.store.records<{ text: string }>('Exemptions');
  expect(await records.latest('one')).toEqual([]);
  const [first, second] = [version('a', 1, { text: 'first' }), version('a', 2, { text: 'x'.repeat(70_000) })];
  const other = version('B/c|}', 1, { text: 'other' });
  for (const each of [first, second, other]) expect(await records.add('One', each)).toBe('added');
  expect(await records.add('two', first)).toBe('added');
  expect(await records.latest('one')).toEqual([second, other]);
  expect(await records.history('one', 'a')).toEqual([first, second]);
  expect(await records.history('one', 'none')).toEqual([]);
});

it('never replaces a version; the same again is no trouble, as the SDK tries again', async () => {
  const records = test.store.records<string>('Notices');
  const ours = version('n', 1, 'ours');
  expect(await records.add('owner', ours)).toBe('added');
  expect(await records.add('owner', version('n', 1, 'theirs'))).toBe('taken');
  expect(await records.add('owner', ours)).toBe('added');
  expect(await records.latest('owner')).toEqual([ours]);
});

it('gives the tenth version after the ninth, and refuses one that is longer than a row', async () => {
  const records = test.store.records<string>('Reviews');
  for (const number of [10, 9]) await records.add('many', version('m', number, `version ${number}`));
  expect(await records.latest('many')).toMatchObject([{ version: 10 }]);
  expect((await records.history('many', 'm')).map((each) => each.version)).toEqual([9, 10]);
  await expect(records.add('many', version('m', 11, 'x'.repeat(600_000)))).rejects.toThrow(TooLargeError);
  expect(await records.latest('many')).toMatchObject([{ version: 10 }]);
});

it('reads the rows only when another has been added, by whichever host', async () => {
  const table = test.table('Decisions');
  const list = vi.spyOn(table, 'listEntities');
  const [here, elsewhere] = [createRecords<string>(table), createRecords<string>(test.table('Decisions'))];
  await elsewhere.add('owner', version('d', 1, 'one'));
  for (let n = 0; n < 3; n += 1) expect(await here.latest('owner')).toHaveLength(1);
  // The marker is asked for by its row key, the versions by their partition alone.
  const readings = () =>
    list.mock.calls.filter(([options]) => !options?.queryOptions?.filter?.includes('RowKey')).length;
  expect(readings()).toBe(1);
  await elsewhere.add('owner', version('d', 2, 'two'));
  expect(await here.latest('owner')).toMatchObject([{ version: 2, value: 'two' }]);
  expect(await here.history('owner', 'd')).toHaveLength(2);
  expect(readings()).toBe(2);
});

it('says so where the table fails', async () => {
  const table = test.table('Reviews');
  vi.spyOn(table, 'submitTransaction').mockRejectedValue(new Error('server busy'));
  await expect(createRecords(table).add('owner', version('r', 1, 1))).rejects.toThrow('server busy');
});

it('gives the next owner that has records', async () => {
  const records = test.store.records<string>('WriteStops');
  expect(await records.nextOwner('')).toBeUndefined();
  for (const owner of ['2026-03', '2026-01']) await records.add(owner, version('w', 1, owner));
  expect(await records.nextOwner('')).toBe('2026-01');
  expect(await records.nextOwner('2026-01')).toBe('2026-01');
  expect(await records.nextOwner('2026-01.')).toBe('2026-03');
  expect(await records.nextOwner('2026-04')).toBeUndefined();
});
