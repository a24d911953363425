import { describe, expect, it } from 'vitest';
import { ask, hoursOf, sha256 } from './ask.ts';
import type { Row } from './ask.ts';

const request = (uri: string, rest: Row = {}): Row => ({
  TimeGenerated: '2026-11-05T10:15:00Z',
  ResultType: 'Succeeded',
  StatusCode: 200,
  OperationName: 'Microsoft.HealthcareApis/services/fhir-R4/search-type',
  CallerIdentityObjectId: 'ABCD-1',
  CallerIPAddress: '::ffff:10.1.2.3',
  RequestUri: `https://h.fhir.azurehealthcareapis.com/${uri}`,
  _ResourceId: '/subscriptions/S/Fhir',
  ...rest,
});

describe('fhir-hours', () => {
  it('counts what became of a request, not that it started', async () => {
    const [hour] = await hoursOf('fhir-hours', [
      request('Patient/a', { ResultType: 'Started', StatusCode: null }),
      request('Patient/a'),
      request('Patient/b', { ResultType: 'Started', StatusCode: null }),
      request('Patient/b', { ResultType: 'Failed', StatusCode: 403 }),
    ]);
    expect(hour).toMatchObject({ calls: 2, reads: 1, denied: 1, notFound: 0, patientCount: 1 });
  });

  it.each([
    ['Patient/id-1', 'id-1'],
    ['Patient/id-1/_history/2', 'id-1'],
    ['Patient/id-1/$everything?start=2020', 'id-1'],
    ['Observation?patient=id-1', 'id-1'],
    ['Observation?patient=Patient/id-1&code=x', 'id-1'],
    ['Observation?code=x&subject=Patient%2Fid-1', 'id-1'],
    ['Observation?subject:Patient=id-1', 'id-1'],
    ['Coverage?beneficiary=Patient/id-1', 'id-1'],
    ['Patient?_id=id-1&_count=5', 'id-1'],
    ['Patient/Id.UPPER-1', 'Id.UPPER-1'],
  ])('finds the patient in %s', async (uri, id) => {
    const [hour] = await hoursOf('fhir-hours', [request(uri)]);
    expect(hour?.patients).toEqual([sha256(id)]);
  });

  it('finds all patients of a list, each once', async () => {
    const [hour] = await hoursOf('fhir-hours', [
      request('Observation?patient=a,Patient/b,c'),
      request('Patient?_id=c,d'),
    ]);
    expect(hour?.patients.toSorted()).toEqual(['a', 'b', 'c', 'd'].map(sha256).toSorted());
    expect(hour?.patientCount).toBe(4);
  });

  it.each([
    'Observation?patient.identifier=12345',
    'Observation?patient:Patient.name=smith',
    'Observation?patient=http://sys|12345',
    'Observation?subject=Group/g1',
    'Patient?name=smith&birthdate=1970-01-01',
    'Patient?identifier=12345',
    'Observation/_search?_id=o1',
    'Practitioner?_id=p1',
    'Patient/$export',
    'Patient/_search',
  ])('finds none in %s', async (uri) => {
    const [hour] = await hoursOf('fhir-hours', [request(uri)]);
    expect(hour).toMatchObject({ patients: [], patientCount: 0 });
  });

  it('lets no other PHI leave', async () => {
    const rows = await ask('fhir-hours', [
      request('Patient?name=PHIMARK&birthdate=PHIMARK'),
      request('Patient/PHIMARK'),
    ]);
    expect(JSON.stringify(rows)).not.toContain('PHIMARK');
  });

  it('names callers, addresses, resources and operations alike however they are written', async () => {
    const hours = await hoursOf('fhir-hours', [
      request('Patient/a'),
      request('Patient/a', {
        CallerIdentityObjectId: 'abcd-1',
        CallerIPAddress: '10.1.2.3:4711',
        _ResourceId: '/SUBSCRIPTIONS/s/fhir',
      }),
      request('Patient/a', { OperationName: 'read', CallerIPAddress: '[2001:DB8::1]:443' }),
      request('Patient/a', { CallerIdentityObjectId: '', CallerIdentity: { claims: { oid: 'ABCD-1' } } }),
    ]);
    expect(hours).toHaveLength(1);
    expect(hours[0]).toMatchObject({ principal: 'abcd-1', resource: '/subscriptions/s/fhir', calls: 4 });
    expect(hours[0]?.operations.toSorted()).toEqual(['read', 'search-type']);
    expect(hours[0]?.addresses.toSorted()).toEqual(['10.1.2.3', '2001:db8::1']);
  });

  it('names the user of a gateway, and the gateway', async () => {
    const [hour] = await hoursOf('fhir-hours', [
      request('Patient/a', { Properties: { 'X-MS-AZUREFHIR-AUDIT-USERID': 'USER-9' } }),
    ]);
    expect(hour).toMatchObject({ principal: 'user-9', via: ['abcd-1'] });
  });

  it('counts exports by their start, large pages, further pages and what is not there', async () => {
    const [hour] = await hoursOf('fhir-hours', [
      request('$export', { OperationName: 'export', StatusCode: 202 }),
      request('_operations/export/7', { OperationName: 'export', StatusCode: 202 }),
      request('Patient?_count=1000'),
      request('Patient?_count=1000&ct=abc'),
      request('Patient?_count=50&ct=abc'),
      request('Patient/x', { OperationName: 'read', ResultType: 'Failed', StatusCode: 404 }),
    ]);
    expect(hour).toMatchObject({ exports: 1, largePages: 2, pages: 2, notFound: 1, searches: 3 });
  });

  it('takes writes and the frame of a bundle for no reads', async () => {
    const [hour] = await hoursOf('fhir-hours', [
      request('Observation', { OperationName: 'create', StatusCode: 201 }),
      request('', { OperationName: 'bundle-post' }),
      request('metadata', { OperationName: 'capabilities' }),
    ]);
    expect(hour).toMatchObject({ calls: 3, reads: 0 });
  });

  it('puts rows into their hour, and leaves out what is outside the bounds', async () => {
    const at = (time: string): Row => request('Patient/a', { TimeGenerated: time });
    const hours = await hoursOf('fhir-hours', [
      at('2026-11-04T23:59:59.999Z'),
      at('2026-11-05T00:00:00Z'),
      at('2026-11-05T00:59:59.999Z'),
      at('2026-11-05T01:00:00Z'),
      at('2026-11-06T00:00:00Z'),
    ]);
    expect(hours.map(({ hour, calls, first, last }) => ({ hour, calls, first, last }))).toEqual([
      {
        hour: '2026-11-05T00:00:00.000Z',
        calls: 2,
        first: '2026-11-05T00:00:00.000Z',
        last: '2026-11-05T00:59:59.999Z',
      },
      {
        hour: '2026-11-05T01:00:00.000Z',
        calls: 1,
        first: '2026-11-05T01:00:00.000Z',
        last: '2026-11-05T01:00:00.000Z',
      },
    ]);
  });
});
