import { keptTableNames } from '../../platform/store/index.ts';
import type { KeptRow } from '../../platform/store/index.ts';
import type { Period } from '../model/index.ts';
import type { Collector } from './ports.ts';

/** Rows of one file. */
const atOnce = 2_000;

/** Tables of what happened, and the time of each row: what began before the end of a period and was written since its start counts. */
const ofThePeriod: Readonly<Record<string, (row: KeptRow) => string>> = {
  Journal: ({ values }) => timeIn(values['drift'] ?? values['candidate'], 'recordedAt'),
  Audit: ({ values }) => timeIn(values['entry'], 'time'),
  Responses: ({ values }) => timeIn(values['response'], 'openedAt') || timeIn(values['step'], 'at'),
  Writes: ({ values }) => timeIn(values['value'], 'at'),
  Anomalies: ({ values }) => timeIn(values['anomaly'], 'start'),
};

/** The rows of what was put on record, table by table: drifts, responses, records of people, drills, incidents, the audit. */
export const tables: Collector = {
  name: 'records',
  scopes: async () => keptTableNames,
  async collect({ scope, period, after }, ports) {
    const rows: Omit<KeptRow, 'table'>[] = [];
    let seen = 0;
    for await (const { table: _table, ...row } of ports.rows.all(scope, placeOf(after))) {
      seen += 1;
      if (isIn(period, { table: scope, ...row })) rows.push(row);
      if (seen === atOnce) return { data: { rows }, next: JSON.stringify([row.partition, row.row]) };
    }
    return { data: { rows } };
  },
};

function placeOf(after: string | undefined) {
  if (after === undefined) return undefined;
  const [partition = '', row = ''] = JSON.parse(after) as string[];
  return { partition, row };
}

/** A row without a readable time is rather in than out. Records of people count from whenever they are, as they may be in force. */
function isIn({ from, to }: Period, row: KeptRow): boolean {
  const timeOf = ofThePeriod[row.table];
  const time = timeOf ? timeOf(row) : row.columns['recordedAt'];
  if (typeof time === 'string' && time >= to) return false;
  return timeOf === undefined || row.writtenAt >= from;
}

function timeIn(value: unknown, name: string): string {
  const time = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof time === 'string' ? time : '';
}
