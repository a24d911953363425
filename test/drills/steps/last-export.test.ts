import { createAnalyzer, openLogFolder } from '@phiwatch/kql-runner';
import { describe, expect, test } from 'vitest';
import type { LastExport } from '../../../src/drills/steps/last-export.ts';
import { lastExportOf } from '../../../src/drills/steps/last-export.ts';
import type { LogAnswer, LogQuery } from '../../../src/platform/azure/index.ts';
import { folderOf } from '../../phi-access/collection/queries/ask.ts';
import { needsShared, readShared } from '../../support/shared.ts';

const workspace =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/clinic/providers/Microsoft.HealthcareApis/workspaces/hw';
const service = `${workspace}/fhirservices/ehr`;
const before = '2026-08-10T06:00:00.000Z';
const url = 'https://hw-ehr.fhir.azurehealthcareapis.com';

/** A call as the service logs it once it is answered. */
function call(at: string, path: string, status: number, rest: object = {}) {
  return {
    TimeGenerated: at,
    _ResourceId: service.toLowerCase(),
    OperationName: 'Microsoft.HealthcareApis/services/fhir-R4/export',
    RequestUri: url + path,
    ResultType: status < 400 ? 'Succeeded' : 'Failed',
    StatusCode: status,
    ...rest,
  };
}

const begun = '2026-08-09T22:00:00.000Z';
const complete = '2026-08-09T22:41:00.000Z';
const whole = [
  call(begun, '/$export', 202),
  call('2026-08-09T22:20:00.000Z', '/_operations/export/17', 202),
  call(complete, '/_operations/export/17', 200),
  call('2026-08-09T22:50:00.000Z', '/_operations/export/17', 200),
];
const found: LastExport = { kind: 'found', begunAt: begun, seenCompleteAt: complete };

const overFolder = (rows: readonly object[]) =>
  openLogFolder(folderOf({ MicrosoftHealthcareApisAuditLogs: rows as readonly Record<string, unknown>[] }));

describe('the last export that is known to be complete', () => {
  test.each<[what: string, rows: readonly object[], expected: LastExport]>([
    ['is the one that somebody was told of', whole, found],
    [
      'is the earlier one while the next goes on',
      [...whole, call('2026-08-10T01:00:00.000Z', '/$export', 202)],
      found,
    ],
    [
      'is not one that failed',
      [
        ...whole,
        call('2026-08-10T01:00:00.000Z', '/$export', 202),
        call('2026-08-10T01:30:00.000Z', '/_operations/export/18', 500),
      ],
      found,
    ],
    [
      'is not one that was called off',
      [
        ...whole,
        call('2026-08-10T01:00:00.000Z', '/$export', 202),
        call('2026-08-10T01:10:00.000Z', '/_operations/export/18', 202),
      ],
      found,
    ],
    ['is not one that was refused', [call(begun, '/$export', 403)], { kind: 'none' }],
    ['is not one whose end nobody asked for', whole.slice(0, 2), { kind: 'none' }],
    ['is none where its beginning is not in the log', whole.slice(1), { kind: 'none' }],
    [
      'is none of another service',
      whole.map((row) => ({ ...row, _ResourceId: `${workspace}/fhirservices/ehr2` })),
      { kind: 'none' },
    ],
    ['is none that ended after the start of the drill', [call(before, '/$export', 202)], { kind: 'none' }],
    [
      'is no other work, though it is logged as an export',
      [whole[0] ?? {}, call(complete, '/_operations/bulk-delete/9', 200)],
      { kind: 'none' },
    ],
    [
      'is told by what was answered, not by what was begun',
      [...whole, call('2026-08-10T02:00:00.000Z', '/_operations/export/18', 200, { ResultType: 'Started' })],
      found,
    ],
  ])('%s', async (_what, rows, expected) => {
    expect(await lastExportOf(service, before, overFolder(rows))).toEqual(expected);
  });

  test('is not taken for none where the log holds more calls than are read', async () => {
    const rows = Array.from({ length: 1000 }, () => ({ At: complete, Complete: true }));
    const answer = { kind: 'rows' as const, rows };
    expect(await lastExportOf(service, before, { query: async () => answer })).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('more than 1000'),
    });
  });

  test('is found in whichever order workspaces answer', async () => {
    const rows = [
      { At: begun, Complete: false },
      { At: complete, Complete: true },
    ];
    const answer = { kind: 'rows' as const, rows };
    expect(await lastExportOf(service, before, { query: async () => answer })).toEqual(found);
  });

  test('belongs to groups and patients too', async () => {
    const [first, ...rest] = whole;
    const rows = [{ ...first, RequestUri: `${url}/Group/ward/$export?_type=Patient` }, ...rest];
    expect(await lastExportOf(service, before, overFolder(rows))).toEqual(found);
  });

  test.each<[answer: LogAnswer, expected: object]>([
    [
      { kind: 'throttled', why: 'busy', retryAfterSeconds: 9 },
      { kind: 'throttled', retryAfterSeconds: 9 },
    ],
    [
      { kind: 'denied', why: 'HTTP 403' },
      { kind: 'unknown', why: 'its audit log could not be read: HTTP 403' },
    ],
    [{ kind: 'partial', why: 'cut' }, { kind: 'unknown' }],
    [{ kind: 'absent', why: 'no table' }, { kind: 'unknown' }],
  ])('%j is not taken for none', async (answer, expected) => {
    expect(await lastExportOf(service, before, { query: async () => answer })).toMatchObject(expected);
  });

  test('is not looked for without a workspace, nor of a DICOM service', async () => {
    expect(await lastExportOf(service, before, undefined)).toMatchObject({ kind: 'unknown' });
    const imaging = await lastExportOf(`${workspace}/dicomservices/d`, before, overFolder(whole));
    expect(imaging).toMatchObject({ kind: 'unknown' });
  });

  test('is asked for the service alone, whatever its id holds', async () => {
    const asked: LogQuery[] = [];
    const odd = `${workspace}/fhirservices/o'dd"\\name`;
    await lastExportOf(odd, before, {
      query: async (query) => {
        asked.push(query);
        return { kind: 'rows', rows: [] };
      },
    });
    expect(await overFolder(whole).query(asked[0] as LogQuery)).toEqual({ kind: 'rows', rows: [] });
  });
});

const schemas = 'reference/log-analytics-schemas.json';

describe('the query for exports, by the analyzer of the language', needsShared(schemas), () => {
  test('has no error', async () => {
    const { tables } = (readShared(schemas) ?? { tables: {} }) as {
      readonly tables: Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>>;
    };
    const schema = Object.fromEntries(Object.entries(tables).map(([name, { columns }]) => [name, columns]));
    const asked: string[] = [];
    await lastExportOf(service, before, {
      query: async ({ kql }) => {
        asked.push(kql);
        return { kind: 'rows', rows: [] };
      },
    });
    expect(createAnalyzer(schema).analyze(asked[0] ?? '').diagnostics).toEqual([]);
  });
});
