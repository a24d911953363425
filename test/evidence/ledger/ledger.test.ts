import { randomBytes } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { beforeAll, describe, expect, test } from 'vitest';
import { plus } from '../../../src/base/index.ts';
import { appendLedger, restoreTables, sealMonths, verifyLedger } from '../../../src/evidence/ledger/index.ts';
import type { LedgerPorts } from '../../../src/evidence/ledger/index.ts';
import { readHead } from '../../../src/evidence/ledger/read-head.ts';
import { readLines } from '../../../src/evidence/ledger/read-lines.ts';
import { sealOf } from '../../../src/evidence/ledger/sealed-texts.ts';
import { keptTableNames } from '../../../src/platform/store/index.ts';
import type { KeptRow } from '../../../src/platform/store/index.ts';
import { textRecords } from '../../../src/records/index.ts';
import { useStore } from '../../platform/store/azurite.ts';
import { driftOf, resourceIn } from '../../platform/store/samples.ts';
import { FakeBlobs } from '../support/fake-blobs.ts';

const own = useStore();
const other = useStore();
const ledgerSettings = { appVersion: '1', catalogueVersion: 'c', values: { SUBSCRIPTIONS: 's' } };

/** A ledger over the store; the service's clock is five minutes ahead, so that all that was written has settled. */
function open(more: Partial<LedgerPorts> = {}) {
  const ledger = new FakeBlobs();
  const ports: LedgerPorts = {
    ledger,
    rows: {
      ...own.store.keptRows,
      serverTime: async () => plus(await own.store.keptRows.serverTime(), 5 * 60_000 + 1),
    },
    ledgerTexts: own.store.ledgerTexts,
    ledgerSettings,
    newSalt: () => randomBytes(32).toString('hex'),
    ...more,
  };
  return { ledger, ports };
}

const version = <T>(id: string, number: number, value: T) => ({
  id,
  version: number,
  recordedAt: new Date().toISOString(),
  value,
});
/** Rows as if they had been written long ago. */
async function* longAgo(rows: AsyncIterable<KeptRow>) {
  for await (const row of rows) yield { ...row, writtenAt: '2000-01-01T00:00:00.000Z' };
}
/** The rows of a ledger. */
async function rowsOf(ledger: FakeBlobs) {
  const rows: KeptRow[] = [];
  for await (const line of readLines(ledger)) rows.push((JSON.parse(line) as { row: KeptRow }).row);
  return rows;
}
const textOf = (ledger: FakeBlobs) =>
  [...ledger.held.values()].map(({ content }) => String(content)).join('');

describe('the ledger', () => {
  beforeAll(async () => {
    await own.store.states.dispatch([driftOf(resourceIn('rg', 'a'), 1), driftOf(resourceIn('rg', 'a'), 2)]);
    await own.store
      .records('Attestations')
      .add('all', version('a', 1, { statement: 'XSTATEMENT', met: true }));
    await own.store.audit.add({
      id: 'call',
      time: new Date().toISOString(),
      action: 'x',
      kind: 'change',
      correlationId: 'c',
      outcome: 'done',
    });
  });

  test('holds all that was put on record, once, and no text of people', async () => {
    const { ledger, ports } = open();
    expect(await appendLedger(ports)).toMatchObject({ kind: 'appended', rows: 4, head: { row: 6 } });
    expect(await appendLedger(ports)).toMatchObject({ rows: 0, head: { row: 7 } });
    await own.store.records('Decisions').add('all', version('d', 1, { why: 'XWHY' }));
    expect(await appendLedger(ports)).toMatchObject({ rows: 1 });
    expect(textOf(ledger)).not.toMatch(/XSTATEMENT|XWHY/);
    expect(await verifyLedger(ports)).toMatchObject({
      chain: { to: { row: 9 } },
      tables: { rows: 5, differences: [] },
    });
  });

  test('holds values with any character that ends a line elsewhere', async () => {
    const { ledger, ports } = open();
    const value = { text: `a\u2028b\u2029c\u0085d\re` };
    await own.store.drills<{ id: string; text: string }>().write({ id: 'lines', ...value }, undefined);
    await appendLedger(ports);
    expect(textOf(ledger)).toContain('\u2028');
    expect(await verifyLedger(ports)).toMatchObject({ tables: { differences: [] } });
    expect((await verifyLedger(ports)).chain.broken).toBeUndefined();
    await own.table('Drills').deleteEntity('drill', 'lines');
  });

  test('holds where two runs at once have sealed the same text, each with a salt of its own', async () => {
    const { ledger, ports } = open();
    await own.store.records('Decisions').add('all', version('twice', 1, { why: 'XTWICE' }));
    await appendLedger(ports);
    const place = (await rowsOf(ledger)).find(({ columns }) => columns?.['id'] === 'twice');
    if (!place) throw new Error('the row is not in the ledger');
    // A salt more for each order in which the store may give them.
    const salts = Array.from({ length: 8 }, () => randomBytes(32).toString('hex'));
    await own.store.ledgerTexts.add(
      place,
      salts.map((salt) => ({ sha256: sealOf(salt, 'XTWICE'), salt, text: 'XTWICE' })),
    );
    expect(await verifyLedger(ports)).toMatchObject({ tables: { differences: [] } });
    await own.table('Decisions').deleteEntity('all', 'twice|000001');
  });

  test('has the settings where they are others than before', async () => {
    const { ledger, ports } = open();
    await appendLedger(ports);
    await appendLedger({ ...ports, ledgerSettings: { ...ledgerSettings, appVersion: '2' } });
    await appendLedger({ ...ports, ledgerSettings: { ...ledgerSettings, appVersion: '2' } });
    expect(textOf(ledger).match(/"mark":"settings"/g)).toHaveLength(2);
  });

  test('has the hours of logs without rows, each hour once', async () => {
    const asked: string[][] = [];
    const { ledger, ports } = open({
      logHours: async (from, to) => {
        asked.push([from, to]);
        return { 'fhir-hours': { silent: [from], unread: [] } };
      },
    });
    await appendLedger(ports);
    await appendLedger(ports);
    const [[from = '', to = ''] = []] = asked;
    expect(Date.parse(to) - Date.parse(from)).toBe(24 * 3_600_000);
    const later = {
      ...ports.rows,
      serverTime: async () => plus(await ports.rows.serverTime(), 3 * 3_600_000),
    };
    await appendLedger({ ...ports, rows: later });
    expect(asked.slice(1)).toEqual([[to, plus(to, 3 * 3_600_000)]]);
    expect(textOf(ledger)).toContain(`"silent":["${from}"]`);
  });

  test('names nobody who is behind an anomaly or an incident', async () => {
    const about = { principal: 'XPERSON', reasons: { 'bulk-read': 'XPERSON read' }, kinds: ['bulk-read'] };
    const anomaly = {
      ...about,
      id: 'n1',
      start: '2026-03-01T10:00:00.000Z',
      end: '2026-03-01T11:00:00.000Z',
    };
    await own.store.anomalies<typeof anomaly>().write(anomaly, undefined);
    await own.store
      .records('Incidents')
      .add('all', version('i', 1, { what: 'XWHAT', subjects: ['XPERSON'] }));
    const { ledger, ports } = open();
    await appendLedger(ports);
    expect(textOf(ledger)).toContain('bulk-read');
    expect(textOf(ledger)).not.toMatch(/XPERSON|XWHAT/);
    for (const [name, partition, row] of [
      ['Anomalies', 'anomaly', 'n1'],
      ['Incidents', 'all', 'i|000001'],
    ] as const)
      await own.table(name).deleteEntity(partition, row);
  });

  test('goes on where a run was cut off, and has each row once', async () => {
    const { ledger, ports } = open();
    await appendLedger(ports);
    const [name = '', held] = [...ledger.held][0] ?? [];
    const lines = String(held?.content).split('\n');
    // The run ended after its second row.
    ledger.held.set(name, { content: Buffer.from(`${lines.slice(0, 2).join('\n')}\n`) });
    await appendLedger(ports);
    expect(String(ledger.held.get(name)?.content).split('\n')).toHaveLength(lines.length);
    expect((await verifyLedger(ports)).tables?.differences).toEqual([]);
  });

  test('takes one run of two', async () => {
    const { ledger, ports } = open();
    const runs = await Promise.all([appendLedger(ports), appendLedger(ports)]);
    expect(runs.map(({ kind }) => kind).toSorted()).toEqual(['appended', 'other']);
    expect((await readHead(ledger)).place.row).toBe(7);
  });

  test('goes on in the next month, and takes one run of two there', async () => {
    const { ledger, ports } = open();
    await appendLedger(ports);
    const serverTime = async () => plus(await ports.rows.serverTime(), 40 * 86_400_000);
    const later = { ...ports, rows: { ...ports.rows, serverTime } };
    const runs = await Promise.all([appendLedger(later), appendLedger(later)]);
    expect(runs.map(({ kind }) => kind).toSorted()).toEqual(['appended', 'other']);
    const changed = { ...ledgerSettings, appVersion: '4' };
    await appendLedger({
      ...later,
      rows: { ...later.rows, serverTime: async () => plus(await serverTime(), 3_600_000) },
      ledgerSettings: changed,
    });
    expect(ledger.held.size).toBe(2);
    expect((await verifyLedger(ports)).chain.broken).toBeUndefined();
  });

  test('is sealed month by month, and locked', async () => {
    const { ledger, ports } = open();
    await appendLedger(ports);
    const month = [...ledger.held.keys()][0] ?? '';
    const next = {
      place: { row: 1, hash: '' },
      blob: { name: 'rows/2099-01-001.jsonl', length: 1 },
      from: '',
    };
    await sealMonths(next, '2099-01-01T00:00:00.000Z', { ledger, locking: ledger });
    expect(ledger.held.get(month)).toMatchObject({ sealed: true, retainUntil: '2106-01-01T00:00:00.000Z' });
    await sealMonths(next, '2099-06-01T00:00:00.000Z', { ledger, locking: ledger });
    expect(ledger.asked.filter((call) => call.startsWith('retain'))).toHaveLength(1);
  });

  describe('compared with the tables', () => {
    test('finds a row of each table that was edited, removed or slipped in', async () => {
      const { ports } = open();
      const keyed = { partitionKey: 'edited', schema: 1, part: 'intent' };
      const before = { ...keyed, rowKey: 'row', value0: JSON.stringify({ state: 'as it was' }) };
      const slipped = { ...before, rowKey: 'slipped' };
      const inEach = (work: (table: TableClient) => Promise<unknown>) =>
        Promise.all(keptTableNames.map((name) => work(own.table(name))));
      const found = async (rows: LedgerPorts['rows'] = ports.rows) =>
        ((await verifyLedger({ ...ports, rows })).tables?.differences ?? []).map(
          ({ table, row, kind }) => `${table} ${row} ${kind}`,
        );
      const of = (names: readonly string[], what: string) =>
        names.map((name) => `${name} ${what}`).toSorted();
      await inEach((table) => table.upsertEntity(before, 'Replace'));
      await appendLedger({
        ...ports,
        rows: {
          ...ports.rows,
          // The audit lies by month: a row without one is not looked for.
          written: async function* () {
            for (const each of keptTableNames) yield* ports.rows.all(each);
          },
        },
      });
      expect(await found()).toEqual([]);

      await inEach((table) =>
        table.upsertEntity({ ...before, value0: JSON.stringify({ state: 'another' }) }, 'Replace'),
      );
      // In what work goes on in, it may come into the ledger with the next run.
      const changing = new Set(['Responses', 'Drills', 'Anomalies']);
      const final = keptTableNames.filter((name) => !changing.has(name));
      expect((await found()).toSorted()).toEqual(of(final, 'row edited'));

      await inEach((table) => table.deleteEntity('edited', 'row'));
      await inEach((table) => table.upsertEntity(slipped, 'Replace'));
      expect((await found()).toSorted()).toEqual(of(keptTableNames, 'row removed'));
      // As if they had been written before the last run.
      const rows = { ...ports.rows, all: (name: string) => longAgo(ports.rows.all(name)) };
      expect((await found(rows)).filter((each) => each.includes('slipped')).toSorted()).toEqual(
        of(keptTableNames, 'slipped not in the ledger'),
      );
      await inEach((table) => table.deleteEntity('edited', 'slipped'));
    });

    test('finds a text that was edited, whatever was done to its salt', async () => {
      const { ports } = open();
      await appendLedger(ports);
      const table = own.table('Attestations');
      const row = await table.getEntity<{ value0: string }>('all', 'a|000001');
      const edited = { statement: 'XOTHER', met: true };
      await table.updateEntity({ ...row, value0: JSON.stringify(edited) } as never, 'Replace');
      const place = { table: 'Attestations', partition: 'all', row: 'a|000001' };
      const known = await own.store.ledgerTexts.of(place);
      await own.store.ledgerTexts.add(
        place,
        known.map((each) => ({ ...each, text: 'XOTHER' })),
      );
      expect((await verifyLedger(ports)).tables?.differences).toMatchObject([{ ...place, kind: 'edited' }]);
      await own.store.ledgerTexts.add(place, known);
      await table.updateEntity({ ...row } as never, 'Replace');
    });

    test('finds a row that was edited and came into the ledger as another', async () => {
      const { ports } = open();
      await appendLedger(ports);
      const table = own.table('Decisions');
      const row = await table.getEntity<{ value0: string }>('all', 'd|000001');
      for (const value of [{ why: 'XWHY', met: true }, { why: 'XOTHER' }]) {
        await table.updateEntity({ ...row, value0: JSON.stringify(value) } as never, 'Replace');
        await appendLedger(ports);
      }
      const { rewritten, tables } = await verifyLedger(ports);
      expect(rewritten).toMatchObject([
        { table: 'Decisions', row: 'd|000001' },
        { table: 'Decisions', row: 'd|000001' },
      ]);
      expect(tables?.differences).toEqual([]);
      await table.updateEntity({ ...row } as never, 'Replace');
    });

    test('finds a text that was edited in the guise of one that was withdrawn', async () => {
      const { ports } = open();
      await appendLedger(ports);
      const table = own.table('Attestations');
      const row = await table.getEntity<{ value0: string }>('all', 'a|000001');
      const stone = `(withdrawn at x by y, hmac-sha256 ${'0'.repeat(64)})`;
      for (const statement of [`All is in place. ${stone}`, stone]) {
        const edited = { ...row, value0: JSON.stringify({ statement, met: true }) };
        await table.updateEntity(edited as never, 'Replace');
        await appendLedger(ports);
      }
      // No audit has a withdrawal.
      expect((await verifyLedger(ports)).rewritten).toHaveLength(2);
      await table.updateEntity({ ...row } as never, 'Replace');
    });

    test('is not blind for a row that it cannot read', async () => {
      const { ports } = open();
      await appendLedger(ports);
      const table = own.table('Decisions');
      const row = await table.getEntity<{ value0: string }>('all', 'd|000001');
      await table.updateEntity({ ...row, schema: 2, value0: '{"torn' } as never, 'Replace');
      expect((await verifyLedger(ports)).tables?.differences).toMatchObject([
        { table: 'Decisions', row: 'd|000001', kind: 'edited' },
      ]);
      await appendLedger(ports);
      expect((await verifyLedger(ports)).rewritten).toHaveLength(1);
      await table.updateEntity({ ...row } as never, 'Replace');
    });

    test('finds a row that says that it is older than it is', async () => {
      const { ports } = open();
      const table = own.table('Decisions');
      const recordedAt = '2025-01-01T00:00:00.000Z';
      const late = {
        partitionKey: 'all',
        rowKey: 'late|000001',
        schema: 1,
        id: 'late',
        recordedAt,
        value0: '{}',
      };
      await table.createEntity(late);
      await appendLedger(ports);
      expect((await verifyLedger(ports)).backdated).toContainEqual(
        expect.objectContaining({ table: 'Decisions', row: 'late|000001', says: recordedAt }),
      );
      await table.deleteEntity('all', 'late|000001');
    });

    test('finds a ledger that was made again, by an end that somebody else kept', async () => {
      const { ports } = open();
      const { head } = await appendLedger(ports);
      expect((await verifyLedger(ports, [head])).otherHeads).toEqual([]);
      const { ports: again } = open({ ledgerSettings: { ...ledgerSettings, appVersion: '3' } });
      await appendLedger(again);
      expect((await verifyLedger(again, [head])).otherHeads).toEqual([head]);
    });

    test('breaks at the first row that was edited in the blob', async () => {
      const { ledger, ports } = open();
      await appendLedger(ports);
      const [name = '', held] = [...ledger.held][0] ?? [];
      const text = String(held?.content).replace('"outcome":"done"', '"outcome":"refused"');
      ledger.held.set(name, { content: Buffer.from(text) });
      const { chain, tables } = await verifyLedger(ports);
      expect(chain.broken?.why).toContain('was computed');
      expect(tables).toBeUndefined();
    });
  });

  test('lets a text be withdrawn, and the chain holds', async () => {
    const { ledger, ports } = open();
    await appendLedger(ports);
    const place = { table: 'Attestations', partition: 'all', row: 'a|000001' } as const;
    await own.store.audit.add({
      id: 'withdrawal',
      time: new Date().toISOString(),
      action: 'texts-withdraw',
      kind: 'change',
      correlationId: 'c',
      outcome: 'done',
      subject: 'attestations/a/statement',
    });
    const stone = `(withdrawn at 2026-03-02T00:00:00.000Z by ada, hmac-sha256 ${'0'.repeat(64)})`;
    await own.store.texts.replace(
      { table: 'Attestations', owner: 'all', id: 'a' },
      textRecords.attestations.names,
      new Map([['XSTATEMENT', stone]]),
    );
    expect((await verifyLedger(ports)).tables?.differences).toEqual([]);
    await appendLedger(ports);
    expect((await ports.ledgerTexts.of(place)).map(({ text }) => text)).toEqual([stone]);
    expect(await verifyLedger(ports)).toMatchObject({ rewritten: [], tables: { differences: [] } });
    expect(textOf(ledger)).not.toContain('XSTATEMENT');
  });

  test('gives the tables of another account all that it holds', async () => {
    const { ports } = open();
    const response = { id: `${'a'.repeat(64)}-7`, status: 'open', nextAt: '2026-12-02T08:00:00.000Z' };
    await own.store.responses<typeof response, { n: number }>().claim(response, { n: 1 });
    await appendLedger(ports);
    const { rows, withoutTexts } = await restoreTables(ports, other.store.keptRows);
    expect(rows).toMatchObject({ Journal: 2, Attestations: 1, Audit: 2, Decisions: 1 });
    expect(withoutTexts).toEqual([]);
    expect(await other.store.records('Decisions').latest('all')).toMatchObject([{ value: { why: 'XWHY' } }]);
    expect(await other.store.responses().read(response.id)).toMatchObject({ value: response });
    const waiting: unknown[] = [];
    for await (const entry of other.store.due.until()) waiting.push(entry);
    expect(waiting).toEqual([{ id: response.id, at: response.nextAt }]);
    const place = { resourceId: resourceIn('rg', 'a'), sequence: 2 };
    const recordedAt = driftOf(place.resourceId, 2).recordedAt;
    expect(await other.store.journal.find({ ...place, recordedAt })).toMatchObject({ sequence: 2 });
  });
});
