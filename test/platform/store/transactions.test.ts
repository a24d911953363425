import type { TableClient, TransactionAction } from '@azure/data-tables';
import { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it, vi } from 'vitest';
import { isAlreadyThere, isChanged, isMissing } from '../../../src/platform/store/row-writes.ts';
import { deleteAll, upsertAll } from '../../../src/platform/store/transactions.ts';

/** A table that takes every transaction, or answers each with an error. */
function tableThat(fails?: Error) {
  const submitTransaction = vi.fn((_actions: TransactionAction[]) =>
    fails ? Promise.reject(fails) : Promise.resolve(),
  );
  const deleteEntity = vi.fn((_partitionKey: string, _rowKey: string) => Promise.resolve());
  const table = { submitTransaction, deleteEntity } as unknown as TableClient;
  return {
    table,
    deleteEntity,
    sizes: () => submitTransaction.mock.calls.map(([actions]) => actions.length),
  };
}

const rows = (count: number, partitionKey: string, bytes = 2_100) =>
  Array.from({ length: count }, (_, n) => {
    const row = { partitionKey, rowKey: String(n).padStart(4, '0'), text: '' };
    return { ...row, text: 'x'.repeat(bytes - 2_000 - JSON.stringify(row).length) };
  });

describe('rows are written in as few transactions as they fit', () => {
  it.each([
    ['none', [], []],
    ['100 of a partition', rows(100, 'p'), [100]],
    ['101 of a partition', rows(101, 'p'), [100, 1]],
    ['250 of a partition', rows(250, 'p'), [100, 100, 50]],
    ['some of two partitions', [...rows(2, 'p'), ...rows(3, 'q')], [2, 3]],
    ['one row twice', [...rows(2, 'p'), ...rows(1, 'p')], [2]],
    ['exactly 4 MiB', rows(8, 'p', 524_288), [8]],
    ['a byte a row more than 4 MiB', rows(8, 'p', 524_289), [7, 1]],
    ['three times that', rows(24, 'p', 524_289), [7, 7, 7, 3]],
  ])('%s', async (_, given, expected) => {
    const { table, sizes } = tableThat();
    await upsertAll(table, given);
    expect(sizes()).toEqual(expected);
    await deleteAll(table, given);
    expect(sizes()).toHaveLength(2 * expected.length);
  });

  it('the last of two for one place', async () => {
    const submitTransaction = vi.fn(() => Promise.resolve());
    const place = { partitionKey: 'p', rowKey: 'r' };
    await upsertAll({ submitTransaction } as unknown as TableClient, [
      { ...place, n: 1 },
      { ...place, n: 2 },
    ]);
    expect(submitTransaction).toHaveBeenCalledExactlyOnceWith([['upsert', { ...place, n: 2 }, 'Replace']]);
  });
});

/** As the service answers: its code lies in the details, or where there are none, on the error. */
const failure = (statusCode: number, code?: string, nested?: string) => {
  const error = new RestError('refused', { statusCode, ...(code !== undefined && { code }) });
  if (nested !== undefined) error.details = { odataError: { code: nested } };
  return error;
};

const [there, missing, changed] = ['is there already', 'is missing', 'has changed'];

it.each<[unknown, string | undefined, string]>([
  [failure(409, undefined, 'EntityAlreadyExists'), there, 'a row that should not exist does'],
  [failure(409, 'EntityAlreadyExists'), there, 'the same, within a transaction'],
  [failure(409, 'TableAlreadyExists'), undefined, 'another conflict'],
  [failure(404, undefined, 'ResourceNotFound'), missing, 'a row that should exist does not'],
  [failure(404, 'ResourceNotFound'), missing, 'the same, within a transaction'],
  [failure(404, undefined, 'EntityNotFound'), missing, 'the same in other words'],
  [failure(404, undefined, 'TableNotFound'), undefined, 'no table is no missing row'],
  [failure(404), undefined, 'nothing says what was not found'],
  [failure(412, undefined, 'UpdateConditionNotSatisfied'), changed, 'the row has another ETag'],
  [failure(503, undefined, 'ServerBusy'), undefined, 'it may pass'],
  [new Error('EntityAlreadyExists'), undefined, 'what is not from the service'],
  [undefined, undefined, 'no error at all'],
])('%s %s: %s', (error, expected) => {
  const found = [
    ...(isAlreadyThere(error) ? [there] : []),
    ...(isMissing(error) ? [missing] : []),
    ...(isChanged(error) ? [changed] : []),
  ];
  expect(found).toEqual(expected === undefined ? [] : [expected]);
});

describe('where one row of a transaction cannot be deleted', () => {
  it('the others are, one by one, if it is gone', async () => {
    const { table, deleteEntity } = tableThat(failure(404, 'ResourceNotFound'));
    deleteEntity.mockRejectedValueOnce(failure(404, 'ResourceNotFound'));
    await deleteAll(table, rows(3, 'p'));
    expect(deleteEntity.mock.calls).toEqual([
      ['p', '0000'],
      ['p', '0001'],
      ['p', '0002'],
    ]);
  });

  it('that is said, if the service is busy', async () => {
    const { table, deleteEntity } = tableThat(failure(503, 'ServerBusy'));
    await expect(deleteAll(table, rows(1, 'p'))).rejects.toThrow('refused');
    expect(deleteEntity).not.toHaveBeenCalled();
    const other = tableThat(failure(404, 'ResourceNotFound'));
    other.deleteEntity.mockRejectedValueOnce(failure(503, 'ServerBusy'));
    await expect(deleteAll(other.table, rows(2, 'p'))).rejects.toThrow('refused');
  });
});
