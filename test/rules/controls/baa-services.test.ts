import { expect, test } from 'vitest';
import { CatalogueError, loadCatalogue } from '../../../src/rules/controls/index.ts';
import { smallCatalogue, writeFolder } from './fixture.ts';

const { baaServices, types, policies } = loadCatalogue();

test('every type that may hold PHI belongs to a service that is listed', () => {
  const stores = Array.from(types.values()).filter(({ dataStore }) => dataStore);
  expect(stores.length).toBeGreaterThan(15);
  // Azure API for FHIR was retired on 2026-09-30: of what is left of it, nothing is known to be in scope.
  expect(stores.filter(({ type }) => !baaServices.serviceOf(type)).map(({ type }) => type)).toEqual([
    'Microsoft.HealthcareApis/services',
  ]);
});

test('a child counts with what it lies under, whatever the case; a type that is not listed belongs to none', () => {
  expect(baaServices.serviceOf('microsoft.sql/SERVERS/databases')).toEqual({
    name: 'Azure SQL',
    inScope: true,
  });
  expect(baaServices.serviceOf('Microsoft.Quantum/workspaces')).toBeUndefined();
  expect(baaServices.serviceOf('Microsoft.Sql')).toBeUndefined();
  expect(baaServices.source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
});

test('the day of the last comparison is read, and a list that is wrong is refused', () => {
  const files = smallCatalogue();
  const list = { ...files['baa-services.json'], compared: '2026-03-01' };
  const load = (content: unknown) =>
    loadCatalogue({ directory: writeFolder({ ...files, 'baa-services.json': content }) });
  expect(load(list).baaServices.compared).toBe('2026-03-01');
  expect(() => load({ ...list, compared: 'lately' })).toThrow(CatalogueError);
  expect(() => load({ ...list, services: [{ name: 'Azure Storage' }] })).toThrow('services[0].types');
});

test('nobody is exempted from what everything else rests on', () => {
  const never = policies.filter(({ exemptable }) => exemptable === false).map(({ name }) => name);
  expect(never).toEqual([
    'cosmos-logs-every-access',
    'dicom-service-logs-every-access',
    'fhir-service-logs-every-access',
    'key-vault-logs-every-access',
    'managed-hsm-logs-every-access',
    'sql-managed-instance-sends-audit-events',
    'sql-server-audits-access',
    'storage-forbids-anonymous-blob-access',
    'storage-logs-blob-access',
    'storage-requires-secure-transfer',
    'subscription-exports-activity-log',
    'synapse-audits-access',
  ]);
});
