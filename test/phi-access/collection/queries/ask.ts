import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogFolder } from '@phiwatch/kql-runner';
import { onTestFinished } from 'vitest';
import { accessQueries, bounded } from '../../../../src/phi-access/collection/access-queries.ts';
import { rowsToEvents, rowsToHours } from '../../../../src/phi-access/collection/query-rows.ts';
import type { AccessEvent, AccessHour } from '../../../../src/phi-access/model/access-log.ts';
import type { LogRow } from '../../../../src/platform/azure/log-types.ts';

export type Row = Readonly<Record<string, unknown>>;

export const from = '2026-11-05T00:00:00.000Z';

export const to = '2026-11-06T00:00:00.000Z';

export function folderOf(tables: Readonly<Record<string, readonly Row[]>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'access-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [name, rows] of Object.entries(tables))
    writeFileSync(join(dir, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return dir;
}

/** What a shipped query answers over a few rows of its table, from 5 to 6 November 2026. */
export async function ask(name: string, rows: readonly Row[]): Promise<readonly LogRow[]> {
  const query = accessQueries.find((each) => each.name === name);
  if (!query) throw new Error(`There is no query ${name}`);
  const answer = await openLogFolder(folderOf({ [query.table]: rows })).query(bounded(query, from, to));
  if (answer.kind !== 'rows') throw new Error(JSON.stringify(answer));
  return answer.rows;
}

/** The same, with hashes as they are. */
export async function hoursOf(name: string, rows: readonly Row[]): Promise<AccessHour[]> {
  return rowsToHours('fhir', await ask(name, rows), (hash) => hash);
}

export async function eventsOf(name: string, rows: readonly Row[]): Promise<AccessEvent[]> {
  return rowsToEvents('signins', await ask(name, rows));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
