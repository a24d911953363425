import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalyzer, openLogFolder, shippedTables } from '@phiwatch/kql-runner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessQueries } from '../../../src/phi-access/collection/index.ts';
import { formatted } from '../../../tools/formatted.ts';
import { rules } from '../../../tools/sentinel/rules.ts';
import { queryOf, sentinelTemplate } from '../../../tools/sentinel/template.ts';
import { readBicepTypes } from '../../support/bicep-types.ts';
import { needsShared } from '../../support/shared.ts';

const now = Date.parse('2026-03-02T12:10:00.000Z');
const file = join(import.meta.dirname, '../../../infra/sentinel/rules.json');
const template = sentinelTemplate(rules);
const analyzer = createAnalyzer(shippedTables);

const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const times = <T>(count: number, row: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => row(n));
const clerk = 'aaaaaaaa-0000-4000-8000-000000000000';
const other = 'bbbbbbbb-0000-4000-8000-000000000000';

/** A call to a FHIR service. */
const call = (caller: string, minutes: number, StatusCode: number, more: Record<string, unknown> = {}) => ({
  TimeGenerated: ago(minutes),
  CallerIdentityObjectId: caller,
  CallerIPAddress: '10.1.2.3',
  OperationName: 'Microsoft.HealthcareApis/services/fhir/resources/read',
  RequestUri: 'https://fhir.example.org/Observation/1',
  ResultType: StatusCode < 400 ? 'Succeeded' : 'Failed',
  StatusCode,
  _ResourceId: '/subscriptions/s/fhir',
  ...more,
});
const exported = { OperationName: 'export', RequestUri: 'https://fhir.example.org/$export' };

const rows: Readonly<Record<string, readonly object[]>> = {
  MicrosoftHealthcareApisAuditLogs: [
    // Twenty refusals on both sides of the hour, and nineteen.
    ...times(20, (n) => call(clerk, 15 + n, 403)),
    ...times(19, (n) => call(other, 15 + n, 403)),
    call(other, 69, 202, exported),
    // The hour before is another run's; what is younger than ten minutes the next one's.
    call(clerk, 71, 202, exported),
    call(clerk, 9, 202, exported),
    call(clerk, 30, 202, { ...exported, ResultType: 'Started' }),
    ...times(50, (n) => call(other, 11 + n, 404, { RequestUri: `https://fhir.example.org/Patient/p${n}` })),
  ],
  AzureActivity: [
    {
      TimeGenerated: ago(20),
      OperationNameValue: 'Microsoft.Insights/diagnosticSettings/delete',
      ActivityStatusValue: 'Success',
      Caller: clerk,
      CallerIpAddress: '10.1.2.3',
      CorrelationId: 'c1',
      _ResourceId: '/subscriptions/s/fhir',
    },
  ],
  SigninLogs: times(10, (n) => ({
    TimeGenerated: ago(12 + n),
    UserId: clerk,
    UserPrincipalName: 'clerk@example.org',
    ResultType: '50126',
    IPAddress: '203.0.113.7',
  })),
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-'));
  for (const table of new Set(accessQueries.map((query) => query.table))) {
    const lines = (rows[table] ?? []).map((row) => JSON.stringify(row));
    await writeFile(join(folder, `${table}.jsonl`), lines.map((line) => `${line}\n`).join(''));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('infra/sentinel is what the queries give: npm run sentinel', async () => {
  const text = await formatted(file, JSON.stringify(template));
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('the template has resources as Azure describes them', needsShared('bicep-types'), () => {
  const types = readBicepTypes();
  for (const { scope: _, metadata: __, name, ...resource } of template.resources) {
    const properties = { ...resource.properties, enabled: true };
    expect(types?.problems({ ...resource, name, properties }), name).toEqual([]);
  }
});

test('every rule has an id of its own, always the same', () => {
  const ids = template.resources.map(({ name }) => name);
  expect(new Set(ids).size).toBe(rules.length);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids[0]).toBe('1621d3cb-89db-8ca0-ae0c-d6083b7d2861');
});

describe.each(rules)('$name', (rule) => {
  test("passes Microsoft's analyzer, and is short enough for Sentinel", () => {
    const query = queryOf(rule);
    const { diagnostics } = analyzer.analyze(query);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(query.length).toBeLessThanOrEqual(10_000);
    expect(query).not.toMatch(/\b(?:search|union)\s+\*/);
  });

  test('gives the columns that it is mapped by, and none of patients', async () => {
    const answer = await openLogFolder(folder, { now: () => now }).table({ kql: queryOf(rule) });
    if (answer.kind !== 'table') throw new Error(JSON.stringify(answer));
    const columns = answer.columns.map(({ name }) => name);
    expect(columns).toEqual(
      expect.arrayContaining(['Time', 'Principal', 'Resource', 'Address', ...rule.details]),
    );
    expect(columns.filter((name) => /patient|operations$/i.test(name))).toEqual([]);
  });
});

describe('over an hour of a hospital', () => {
  const found = async (name: string) => {
    const rule = rules.find((each) => each.name === name);
    if (!rule) throw new Error(`there is no rule ${name}`);
    const answer = await openLogFolder(folder, { now: () => now }).table({ kql: queryOf(rule) });
    if (answer.kind !== 'table') throw new Error(JSON.stringify(answer));
    const names = answer.columns.map((column) => column.name);
    return answer.rows.map((row) => Object.fromEntries(names.map((column, n) => [column, row[n]])));
  };

  test.each([
    ['fhir-denied-burst', { Principal: clerk, Denied: 20, Address: '10.1.2.3' }],
    ['fhir-export', { Principal: other, Exports: 1, Resource: '/subscriptions/s/fhir' }],
    ['fhir-not-found', { Principal: other, NotFound: 50 }],
    ['audit-disabled', { Principal: clerk, Resource: '/subscriptions/s/fhir' }],
    ['failed-sign-ins-people', { Principal: clerk, Failed: 10, Address: '203.0.113.7' }],
  ])('%s finds one: %o', async (name, expected) => {
    expect(await found(name)).toEqual([expect.objectContaining(expected)]);
  });

  test('the others find nothing', async () => {
    for (const name of ['dicom-export', 'resource-manager-export', 'vault-denied-burst', 'support-operation'])
      expect(await found(name)).toEqual([]);
  });
});
