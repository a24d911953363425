import { expect, test } from 'vitest';
import { compareTables } from '../../../src/drills/steps/compare-tables.ts';
import type { DatabaseFigures, TableFigures } from '../../../src/drills/steps/index.ts';

const point = '2026-10-05T05:52:30.000Z';
const before = '2026-10-05T05:00:00.000Z';
const after = '2026-10-05T05:53:00.000Z';

const table = (rows: number, checksum?: string, changedAt?: string): TableFigures => ({
  name: 'visits',
  rows,
  ...(checksum !== undefined && { checksum }),
  ...(changedAt !== undefined && { changedAt }),
});
const procedure = (...tables: TableFigures[]): DatabaseFigures => ({ kind: 'procedure', tables });

test.each<[why: string, source: TableFigures, copy: TableFigures, outcome: string]>([
  ['the same', table(5, 'a', before), table(5, 'a', before), 'passed'],
  ['rows are missing', table(5, 'a', before), table(4, 'b', before), 'failed'],
  ['content differs', table(5, 'a', before), table(5, 'b', before), 'failed'],
  ['changed since the restore point', table(6, 'b', after), table(5, 'a', before), 'not-comparable'],
  ['changed since, and the same by chance', table(5, 'a', after), table(5, 'a', before), 'not-comparable'],
  ['nobody knows when it was changed', table(6, 'b'), table(5, 'a'), 'not-comparable'],
  ['the same, whenever it was changed', table(5, 'a'), table(5, 'a'), 'passed'],
  ['changed at the restore point itself', table(5, 'a', point), table(4, 'b', point), 'failed'],
])('a table is compared: %s', (_why, source, copy, outcome) => {
  expect(compareTables(procedure(source), procedure(copy), point)).toMatchObject([
    { name: 'table visits', outcome },
  ]);
});

test('a table that is not in the copy has failed', () => {
  expect(compareTables(procedure(table(5)), procedure(), point)).toMatchObject([{ outcome: 'failed' }]);
});

test('without the procedure only rows are counted, and that is said', () => {
  const metadata: DatabaseFigures = { kind: 'metadata', tables: [table(5)] };
  expect(compareTables(metadata, metadata, point)).toMatchObject([
    { name: 'table visits', outcome: 'passed' },
    { name: 'checksums', outcome: 'not-done', detail: expect.stringContaining('not installed') },
  ]);
});

test.each<[source: DatabaseFigures, copy: DatabaseFigures, detail: string]>([
  [procedure(table(5)), { kind: 'failed', why: 'ELOGIN' }, 'the copy could not be asked: ELOGIN'],
  [{ kind: 'failed', why: 'ELOGIN' }, procedure(table(5)), 'the source could not be asked: ELOGIN'],
  [procedure(), procedure(), 'no table is named to be checked'],
])('what could not be compared is not done, and never passed', (source, copy, detail) => {
  expect(compareTables(source, copy, point)).toEqual([{ name: 'data', outcome: 'not-done', detail }]);
});

test('of many tables those that failed are named, and the others counted', () => {
  const tables = Array.from({ length: 60 }, (_, n) => ({ ...table(n, 'a', before), name: `t${n}` }));
  const copies = tables.map((each, n) => (n < 2 ? { ...each, rows: each.rows + 1 } : each));
  expect(
    compareTables(procedure(...tables), procedure(...copies), point).map(({ name, outcome }) => [
      name,
      outcome,
    ]),
  ).toEqual([
    ['table t0', 'failed'],
    ['table t1', 'failed'],
    ['58 tables', 'passed'],
  ]);
});
