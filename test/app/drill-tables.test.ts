import { randomBytes } from 'node:crypto';
import { AzureNamedKeyCredential, TableServiceClient } from '@azure/data-tables';
import { expect, test } from 'vitest';
import { createDrillTables } from '../../src/app/drill-tables.ts';
import { plus } from '../../src/base/index.ts';
import { appendLedger } from '../../src/evidence/ledger/index.ts';
import { createStore, removeTables } from '../../src/platform/store/index.ts';
import { FakeBlobs } from '../evidence/support/fake-blobs.ts';
import { useStore } from '../platform/store/azurite.ts';

const own = useStore();
const drill = useStore();
const prefix = 'drill2026Q4';
const now = () => new Date('2026-10-05T06:00:00Z');

/** A ledger of two decisions, and the tables of a drill that come from it. */
async function ledgerOfTwo() {
  const ledger = new FakeBlobs();
  for (const id of ['a', 'b'])
    await own.store
      .records('Decisions')
      .add('all', { id, version: 1, recordedAt: '2026-10-01T00:00:00.000Z', value: { why: `XWHY ${id}` } });
  const { keptRows, ledgerTexts } = own.store;
  await appendLedger({
    ledger,
    rows: { ...keptRows, serverTime: async () => plus(await keptRows.serverTime(), 10 * 60_000) },
    ledgerTexts,
    ledgerSettings: { appVersion: '1', catalogueVersion: 'c', values: {} },
    newSalt: () => randomBytes(32).toString('hex'),
  });
  const tables = createDrillTables({ ledger, ledgerTexts, credential: drill.tables.credential, now });
  return { ledger, tables, account: drill.tables.tableServiceUri };
}

async function tablesIn({ tableServiceUri, credential }: typeof drill.tables): Promise<readonly string[]> {
  const service = new TableServiceClient(
    tableServiceUri,
    new AzureNamedKeyCredential(credential.name, credential.key),
    { allowInsecureConnection: true },
  );
  const names: string[] = [];
  for await (const { name } of service.listTables()) names.push(name ?? '');
  return names.toSorted();
}

test('tables of a drill hold what the ledger holds, and are removed alone', async () => {
  const { ledger, tables, account } = await ledgerOfTwo();
  const before = await tablesIn(drill.tables);
  await drill.store.records('Decisions').add('all', {
    id: 'theirs',
    version: 1,
    recordedAt: '2026-10-01T00:00:00.000Z',
    value: { why: 'stays' },
  });

  expect(await tables.restore(account, prefix)).toMatchObject({
    kind: 'restored',
    rows: 2,
    different: 0,
    withoutTexts: 0,
    notRestored: expect.arrayContaining(['Current', 'LedgerTexts']),
  });
  const copy = createStore({ ...drill.tables, queueServiceUri: account, now, tablePrefix: prefix });
  expect((await copy.records('Decisions').latest('all')).map(({ value }) => value)).toEqual(
    expect.arrayContaining([{ why: 'XWHY a' }, { why: 'XWHY b' }]),
  );
  // A row that somebody slipped into the copy is no restored one: it differs.
  await copy
    .records('Decisions')
    .add('all', { id: 'c', version: 1, recordedAt: '2026-10-01T00:00:00.000Z', value: { why: 'x' } });
  expect(await tables.restore(account, prefix)).toMatchObject({ rows: 2, different: 1 });

  expect(await tables.remove(account, prefix)).toEqual({ kind: 'done' });
  expect(await tables.remove(account, prefix)).toEqual({ kind: 'done' });
  expect(await tablesIn(drill.tables)).toEqual(before);
  expect(await drill.store.records('Decisions').latest('all')).toMatchObject([{ id: 'theirs' }]);

  const [name = '', held] = [...ledger.held][0] ?? [];
  ledger.held.set(name, { content: Buffer.from(String(held?.content).replace('all', 'one')) });
  expect(await tables.restore(account, prefix)).toMatchObject({
    kind: 'failed',
    why: expect.stringContaining('of the ledger differs'),
  });
  await tables.remove(account, prefix);
});

test.each(['', 'drill', 'drill2026Q5', 'drill2026Q4x', 'Drills'])(
  'tables with the prefix "%s" are not removed',
  async (tablePrefix) => {
    const before = await tablesIn(drill.tables);
    await expect(removeTables({ ...drill.tables, tablePrefix: tablePrefix as 'drill' })).rejects.toThrow(
      'tablePrefix',
    );
    expect(await tablesIn(drill.tables)).toEqual(before);
  },
);
