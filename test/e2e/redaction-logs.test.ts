import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { guid } from '@phiwatch/sample-hospital';
import { logs } from '@phiwatch/sample-hospital/logs';
import { afterAll, describe, expect, test } from 'vitest';
import { accessQueries, watermarkOf } from '../../src/phi-access/collection/index.ts';
import { createWatermarks } from '../../src/platform/store/watermarks.ts';
import { given } from './support/connection.ts';
import { everythingKept } from './support/kept.ts';
import { anyName, anyShape, bareName, shaped } from './support/planted.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hour = 3_600_000;
const person = `${bareName}, ${Object.values(shaped).join(', ')}`;

/** Ids, times and numbers, which are no texts of people. */
const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f-]{27}$|^\/subscriptions\/|^\d{4}-\d\d-\d\dT|^-?[\d.]+$/i.test(text);

/** Columns by which the queries choose rows: with something else in them a row is in no answer at all. */
const chosen =
  /^(?:Type|Category|CategoryValue|LogCategory|Result|ResultType|.*Operation.*|action_.*|Action.*|Activity.*|.*Status.*|succeeded_s|AuthenticationType|DataType)$/;

/** A row with the person in every text of it. */
function planted(value: unknown, column = ''): unknown {
  if (typeof value === 'string') return isId(value) || chosen.test(column) ? value : person;
  if (Array.isArray(value)) return value.map((item) => planted(item, column));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, planted(member, name)]));
}

/** Some rows of each table, as of a few hours ago: as they are, and with the person in them. */
function writeRows(): readonly string[] {
  const [day = []] = logs({ seed: 7 }).dates();
  const at = new Date(Date.now() - 3 * hour).toISOString();
  const written: string[] = [];
  for (const [table, rows] of Map.groupBy(day, (row) => row.table)) {
    const lines = rows
      .slice(0, 10)
      .map(({ columns }) => JSON.stringify({ ...(planted(columns) as object), TimeGenerated: at }));
    writeFileSync(join(folder, `${table}.jsonl`), lines.map((line) => `${line}\n`).join(''));
    written.push(table);
  }
  return written;
}

const tables = writeRows();

/**
 * The members of profiles in which the person may stand: the names by which the logs know who reached what. SQL knows people by their login
 * alone, and a sign-in ties both. `Profiles` is removed after 38 days.
 */
const evidence = new Set(['principal', 'alias', 'actor', 'resource']);

const exporter = '0c6d2f14-7c3b-4e85-9d10-5f8b2c7e4a63';
const directory = join(folder, 'directory.json');
writeFileSync(
  directory,
  JSON.stringify({
    principals: [
      {
        id: exporter,
        kind: 'human',
        displayName: person,
        role: person,
        department: person,
        manager: person,
        approvedOperations: [person],
      },
    ],
  }),
);

const it = useWorld({
  channels: true,
  logs: folder,
  settings: {
    LOG_WORKSPACES: guid('workspace'),
    ACCESS_DIRECTORY: directory,
    PATIENT_HASH_KEY: 'a key for tests, which is long enough',
    PRIVACY_CHANNELS: `mail=${guid('officer')}`,
  },
});

/** Lets the app believe that it has read all logs until yesterday: five weeks of them would take minutes. */
async function haveReadUntilYesterday(): Promise<void> {
  const table = TableClient.fromConnectionString(it.app.connection.storage, 'Watermarks');
  const yesterday = new Date(Math.floor(Date.now() / hour) * hour - 24 * hour).toISOString();
  const watermarks = createWatermarks(table);
  for (const { name } of accessQueries) await watermarks.write(watermarkOf(name), yesterday, undefined);
}

/** Whether a table has a row with such a key. */
async function has(table: string, key: RegExp): Promise<true | undefined> {
  const rows = TableClient.fromConnectionString(it.app.connection.storage, table).listEntities();
  for await (const { rowKey = '' } of rows) if (key.test(rowKey)) return true;
  return undefined;
}

describe.skipIf(given)('a person who is written into every column of every log', () => {
  test('is kept by the names by which a log knows who reached what, and nowhere else', async () => {
    const { app, world } = it;
    expect(tables.length).toBeGreaterThan(8);
    // The first call makes the tables.
    await app.health();
    await haveReadUntilYesterday();
    await app.run('access-review');
    await until('all to be evaluated', () => has('Watermarks', /evaluated.*all/));
    expect(await has('Profiles', /./)).toBe(true);
    const all = new Map(await everythingKept(app.connection.storage));
    all.set('log', world.output());
    all.set('sinks', JSON.stringify(world.sinks.arrived));
    const found = [...all].filter(([, text]) => anyShape.test(text) || anyName.test(text));
    expect(found.map(([place]) => place)).toEqual(['table Profiles']);
    const members = new Set<string>();
    for (const [, name] of found.flatMap(([, text]) => [
      ...text.matchAll(/(\w+)\\*":\\*"[^"]{0,40}mira quillfeather/gi),
    ]))
      members.add(name ?? '');
    expect([...members].filter((name) => !evidence.has(name))).toEqual([]);
    expect(members.size).toBeGreaterThan(1);
  });
});
