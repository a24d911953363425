import { describe, expect, it } from 'vitest';
import { ask, hoursOf, sha256 } from './ask.ts';
import type { Row } from './ask.ts';

const at = (rest: Row): Row => ({
  TimeGenerated: '2026-11-05T10:15:00Z',
  _ResourceId: '/subscriptions/S/R',
  ...rest,
});

describe('dicom-hours', () => {
  it('counts finished requests; a study stands for its patient; without identity they are nobody’s', async () => {
    const row = (rest: Row): Row =>
      at({
        ResultType: 'Succeeded',
        StatusCode: 200,
        OperationName: 'retrieve-study',
        Uri: 'https://d/v1/studies/1.2.3',
        ...rest,
      });
    const hours = await hoursOf('dicom-hours', [
      row({ ResultType: 'Started' }),
      row({ Identity: { claims: { oid: 'OID-1' } } }),
      row({
        Identity: { claims: { oid: 'oid-1' } },
        Uri: 'https://d/v1/studies?PatientID=M7&limit=500',
        OperationName: 'query-study',
      }),
      row({}),
    ]);
    expect(
      hours.map(({ principal, reads, searches, largePages }) => [principal, reads, searches, largePages]),
    ).toEqual(
      expect.arrayContaining([
        ['oid-1', 2, 1, 1],
        ['unattributed', 1, 0, 0],
      ]),
    );
    expect(hours.find(({ principal }) => principal === 'oid-1')?.patients.toSorted()).toEqual(
      [sha256('1.2.3'), sha256('M7')].toSorted(),
    );
  });
});

describe('sql-hours', () => {
  const row = (rest: Row): Row =>
    at({
      Category: 'SQLSecurityAuditEvents',
      server_principal_name_s: 'A.Smith@h.example',
      succeeded_s: 'true',
      client_ip_s: '10.1.2.3',
      ...rest,
    });

  it('counts rows, and of a statement gives its first keyword alone', async () => {
    const rows = [
      row({
        statement_s: "SELECT * FROM p WHERE n = 'PHIMARK'",
        response_rows_d: 40,
        action_name_s: 'BATCH COMPLETED',
      }),
      row({ statement_s: 'PHIMARK', response_rows_d: 2, action_name_s: 'RPC COMPLETED' }),
      row({ statement_s: 'backup database x', response_rows_d: 0 }),
      row({ succeeded_s: 'false', action_name_s: 'DATABASE AUTHENTICATION FAILED' }),
      row({ Category: 'Errors' }),
    ];
    const [hour] = await hoursOf('sql-hours', rows);
    expect(hour).toMatchObject({
      principal: 'a.smith@h.example',
      calls: 4,
      reads: 2,
      rows: 42,
      denied: 1,
      exports: 1,
    });
    expect(hour?.operations.toSorted()).toEqual([
      'backup',
      'database authentication failed',
      'rpc completed',
      'select',
    ]);
    expect(JSON.stringify(await ask('sql-hours', rows))).not.toContain('PHIMARK');
  });

  it('does without columns that nobody has written yet', async () => {
    const hours = await hoursOf('sql-hours', [
      at({ Category: 'SQLSecurityAuditEvents', server_principal_name_s: 'x' }),
    ]);
    expect(hours).toMatchObject([{ principal: 'x', calls: 1, rows: 0 }]);
  });
});

describe('blob-hours', () => {
  it('counts bytes read, by object id, or by a hash of the key', async () => {
    const row = (rest: Row): Row =>
      at({
        OperationName: 'GetBlob',
        StatusCode: '200',
        AccountName: 'a',
        CallerIpAddress: '10.1.2.3:5000',
        ResponseBodySize: 100,
        Uri: 'https://a/PHIMARK',
        ...rest,
      });
    const rows = [
      row({ RequesterObjectId: 'OID-1' }),
      row({ RequesterObjectId: 'oid-1', StatusCode: '403' }),
      row({ RequesterObjectId: 'oid-1', OperationName: 'ListBlobs' }),
      row({ AuthenticationHash: 'key1(XYZ)' }),
    ];
    const hours = await hoursOf('blob-hours', rows);
    expect(
      hours.map(({ principal, reads, denied, searches, bytes }) => [
        principal,
        reads,
        denied,
        searches,
        bytes,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['oid-1', 1, 1, 1, 100],
        [`key:${sha256('key1(XYZ)').slice(0, 16)}`, 1, 0, 0, 100],
      ]),
    );
    expect(JSON.stringify(await ask('blob-hours', rows))).not.toContain('PHIMARK');
  });
});

describe.each([
  [
    'vault-hours',
    (operation: string, status: number): Row =>
      at({ OperationName: operation, HttpStatusCode: status, Identity: { claim: { oid: 'OID-1' } } }),
  ],
  [
    'vault-classic-hours',
    (operation: string, status: number): Row =>
      at({
        ResourceProvider: 'MICROSOFT.KEYVAULT',
        Category: 'AuditEvent',
        OperationName: operation,
        httpStatusCode_d: status,
        identity_claim_oid_g: 'OID-1',
      }),
  ],
])('%s', (name, row) => {
  it('takes a challenge for no refusal', async () => {
    const [hour] = await hoursOf(name, [
      row('Authentication', 401),
      row('SecretGet', 200),
      row('SecretGet', 403),
      row('SecretList', 200),
    ]);
    expect(hour).toMatchObject({ principal: 'oid-1', calls: 3, reads: 1, denied: 1, searches: 1 });
  });
});

describe.each([
  ['with their type', (name: string, type: string) => `${name}_${type}`],
  ['as they are', (name: string) => name],
])('a table of more than 500 columns, whose further ones are named %s', (_, nameOf) => {
  const bag = (columns: readonly (readonly [name: string, type: string, value: unknown])[]) => ({
    AdditionalFields: Object.fromEntries(columns.map(([name, type, value]) => [nameOf(name, type), value])),
  });

  it('still says who read which rows of a database', async () => {
    const [hour] = await hoursOf('sql-hours', [
      at({
        Category: 'SQLSecurityAuditEvents',
        ...bag([
          ['server_principal_name', 's', 'A.Smith@h.example'],
          ['succeeded', 's', 'true'],
          ['statement', 's', 'select 1'],
          ['response_rows', 'd', 40],
          ['client_ip', 's', '10.1.2.3'],
        ]),
      }),
    ]);
    expect(hour).toMatchObject({
      principal: 'a.smith@h.example',
      reads: 1,
      rows: 40,
      operations: ['select'],
      addresses: ['10.1.2.3'],
    });
  });

  it('still says who read which secret', async () => {
    const [hour] = await hoursOf('vault-classic-hours', [
      at({
        ResourceProvider: 'MICROSOFT.KEYVAULT',
        Category: 'AuditEvent',
        OperationName: 'SecretGet',
        ...bag([
          ['httpStatusCode', 'd', 200],
          ['identity_claim_oid', 'g', 'OID-1'],
        ]),
      }),
    ]);
    expect(hour).toMatchObject({ principal: 'oid-1', reads: 1 });
  });
});
