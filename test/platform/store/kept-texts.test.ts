import { RestError } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import type { TextPlace } from '../../../src/model/index.ts';
import { createKeptTexts } from '../../../src/platform/store/kept-texts-rows.ts';
import { driftId } from '../../../src/platform/store/keys.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { useStore } from './azurite.ts';
import { resourceIn } from './samples.ts';

const test = useStore();
const recordedAt = '2026-03-01T12:00:00.000Z';
const version = <T>(id: string, number: number, value: T) => ({ id, version: number, recordedAt, value });
const texts = () => createKeptTexts((name) => test.table(name));
const withdrawn = new Map([['Mrs. Miller', '(withdrawn)']]);
const replace = (place: TextPlace, names: string[], by: ReadonlyMap<string, string> = withdrawn) =>
  texts().replace(place, new Set(names), by);

/** A row as it lies in the table, without what the service adds. */
async function rowsOf(table: string): Promise<object[]> {
  const rows: object[] = [];
  for await (const { etag: _etag, timestamp: _timestamp, ...row } of test.table(table).listEntities())
    rows.push(row);
  return rows;
}

describe('the texts of a record', () => {
  const place: TextPlace = { table: 'Exemptions', owner: 'One', id: 'a' };

  it('are those of all its versions, and of no other record', async () => {
    const records = test.store.records('Exemptions');
    for (const number of [9, 10])
      await records.add('One', version('a', number, { reason: `text ${number}` }));
    for (const id of ['b', 'a|', 'aa']) await records.add('One', version(id, 1, 'of another'));
    await records.add('two', version('a', 1, 'of another owner'));
    expect(await texts().parts(place)).toEqual([
      { number: 9, value: { reason: 'text 9' } },
      { number: 10, value: { reason: 'text 10' } },
    ]);
    expect(await texts().parts({ ...place, id: 'none' })).toEqual([]);
  });

  it('are replaced in every version that has them, and nothing else is', async () => {
    const records = test.store.records('Reviews');
    const value = (text: string) => ({
      reason: text,
      title: text,
      notes: [text, 'other', [text]],
      within: { reason: text, count: 3, none: null, yes: true },
    });
    await records.add('o', version('r', 1, value('Mrs. Miller')));
    await records.add('o', version('r', 2, value('nobody')));
    await records.add('o', version('r', 3, { reason: 'Mrs. Miller' }));
    await records.add('o', version('other', 1, { reason: 'Mrs. Miller' }));
    const before = await rowsOf('Reviews');
    expect(await replace({ table: 'Reviews', owner: 'O', id: 'r' }, ['reason', 'notes'])).toBe(2);
    expect(await records.history('o', 'r')).toEqual([
      version('r', 1, {
        reason: '(withdrawn)',
        title: 'Mrs. Miller',
        notes: ['(withdrawn)', 'other', ['(withdrawn)']],
        within: { reason: '(withdrawn)', count: 3, none: null, yes: true },
      }),
      version('r', 2, value('nobody')),
      version('r', 3, { reason: '(withdrawn)' }),
    ]);
    expect(await records.history('o', 'other')).toEqual([version('other', 1, { reason: 'Mrs. Miller' })]);
    // Besides its value, a row is as it was.
    const rest = (rows: object[]) => rows.map((row) => ({ ...row, value0: '', last: '' }));
    expect(rest(await rowsOf('Reviews'))).toEqual(rest(before));
    expect(await replace({ table: 'Reviews', owner: 'o', id: 'r' }, ['reason', 'notes'])).toBe(0);
  });

  it('are read anew by a host that has read them before', async () => {
    const records = test.store.records('Decisions');
    await records.add('o', version('d', 1, { why: 'Mrs. Miller' }));
    expect(await records.latest('o')).toEqual([version('d', 1, { why: 'Mrs. Miller' })]);
    expect(await replace({ table: 'Decisions', owner: 'o', id: 'd' }, ['why'])).toBe(1);
    expect(await records.latest('o')).toEqual([version('d', 1, { why: '(withdrawn)' })]);
  });

  it('leave no part behind where they were longer', async () => {
    const long = 'x'.repeat(70_000);
    await test.store.records('Incidents').add('o', version('i', 1, { story: long }));
    const place: TextPlace = { table: 'Incidents', owner: 'o', id: 'i' };
    expect(await replace(place, ['story'], new Map([[long, 'short']]))).toBe(1);
    const row = (await rowsOf('Incidents')).find((each) => 'value0' in each);
    expect(Object.keys(row!).toSorted()).toEqual([
      'id',
      'partitionKey',
      'recordedAt',
      'rowKey',
      'schema',
      'value0',
      'version',
    ]);
    await expect(replace(place, ['story'], new Map([['short', 'y'.repeat(600_000)]]))).rejects.toThrow(
      TooLargeError,
    );
  });
});

describe('the texts of a response', () => {
  const [one, eleven] = [driftId(resourceIn('texts'), 1), driftId(resourceIn('texts'), 11)];
  const place = (id: string): TextPlace => ({ table: 'Responses', owner: '', id });

  it('are its own and those of its steps', async () => {
    const responses = test.store.responses<
      { id: string; status: string; why: string },
      { n: number; why: string }
    >();
    for (const id of [one, eleven])
      await responses.claim({ id, status: 'open', why: 'Mrs. Miller' }, { n: 1, why: 'Mrs. Miller' });
    const { etag } = (await responses.read(one))!;
    await responses.save({ id: one, status: 'waiting', why: 'Mrs. Miller' }, { n: 2, why: 'other' }, etag);
    expect(await texts().parts(place(one))).toEqual([
      { number: 0, value: { id: one, status: 'waiting', why: 'Mrs. Miller' } },
      { number: 1, value: { n: 1, why: 'Mrs. Miller' } },
      { number: 2, value: { n: 2, why: 'other' } },
    ]);
    expect(await replace(place(one), ['why'])).toBe(2);
    expect((await responses.read(one))?.value.why).toBe('(withdrawn)');
    expect(await responses.steps(one)).toEqual([
      { n: 1, why: '(withdrawn)' },
      { n: 2, why: 'other' },
    ]);
    expect((await responses.read(eleven))?.value.why).toBe('Mrs. Miller');
    expect(await responses.steps(eleven)).toEqual([{ n: 1, why: 'Mrs. Miller' }]);
    expect((await rowsOf('Responses')).filter((row) => 'last' in row)).toEqual([]);
  });
});

describe('the texts of a grant', () => {
  const grant = {
    id: 'g',
    objectId: 'auditor',
    startsAt: recordedAt,
    endsAt: '2026-04-01T00:00:00.000Z',
    reference: 'Mrs. Miller',
    grantedBy: 'ada',
    grantedAt: recordedAt,
  };
  const place: TextPlace = { table: 'AuditorGrants', owner: 'auditor', id: 'g' };

  it('are in the grant, and not in its revocation or in another', async () => {
    const { auditorGrants } = test.store;
    const other = { ...grant, id: 'h' };
    for (const each of [grant, other]) await auditorGrants.add(each);
    const by = { revokedBy: 'ben', revokedAt: '2026-03-05T00:00:00.000Z' };
    await auditorGrants.revoke(grant, by);
    expect(await texts().parts(place)).toEqual([{ number: 0, value: grant }]);
    expect(await replace(place, ['reference'])).toBe(1);
    expect(await auditorGrants.of('auditor')).toEqual([{ ...grant, ...by, reference: '(withdrawn)' }, other]);
    expect((await rowsOf('AuditorGrants')).filter((row) => 'last' in row)).toEqual([]);
  });
});

describe('a row that somebody else changes', () => {
  const place: TextPlace = { table: 'Agreements', owner: 'o', id: 'a' };

  /** The table, where each transaction fails as the service says it. */
  const failing = (statusCode: number) =>
    createKeptTexts((name) =>
      Object.assign(test.table(name), {
        submitTransaction: () => Promise.reject(new RestError('refused', { statusCode })),
      }),
    );

  it('is met again the next time; any other failure is told', async () => {
    await test.store.records('Agreements').add('o', version('a', 1, { text: 'Mrs. Miller' }));
    const names = new Set(['text']);
    expect(await failing(412).replace(place, names, withdrawn)).toBe(1);
    await expect(failing(500).replace(place, names, withdrawn)).rejects.toThrow('refused');
    expect(await replace(place, ['text'])).toBe(1);
    expect(await replace(place, ['text'])).toBe(0);
  });

  it('is not overwritten', async () => {
    await test.store.records('Agreements').add('p', version('a', 1, { text: 'Mrs. Miller' }));
    const etags: unknown[] = [];
    const watching = createKeptTexts((name) => {
      const table = test.table(name);
      const submit = table.submitTransaction.bind(table);
      return Object.assign(table, {
        submitTransaction: (actions: Parameters<typeof submit>[0]) => {
          etags.push(actions.map(([, , , options]) => options));
          return submit(actions);
        },
      });
    });
    await watching.replace({ ...place, owner: 'p' }, new Set(['text']), withdrawn);
    expect(etags).toEqual([[{ etag: expect.stringMatching(/^W\//) as unknown }, undefined]]);
  });
});
