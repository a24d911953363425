import { describe, expect, it } from 'vitest';
import { rowsToEvents, rowsToHours } from '../../../src/phi-access/collection/query-rows.ts';
import { patientKey } from '../../../src/phi-access/model/access-log.ts';
import { sha256 } from './queries/ask.ts';

const hour = {
  Hour: '2026-11-05T10:00:00Z',
  Principal: 'a',
  Resource: 'r',
  First: '2026-11-05T10:01:00Z',
  Last: '2026-11-05T10:02:00Z',
  Calls: 1,
  Reads: 1,
  Denied: 0,
  NotFound: 0,
  Patients: [sha256('p')],
  PatientCount: 1,
  Searches: 0,
  Exports: 0,
  LargePages: 0,
  Pages: 0,
  Bytes: 0,
  Rows: 0,
  Operations: ['read'],
  Addresses: null,
  Via: [],
};

describe('rows', () => {
  it('leave with keyed patients: alike under one key, unlike under another', () => {
    const patients = (key: string): readonly string[] | undefined =>
      rowsToHours('fhir', [hour], patientKey(key))[0]?.patients;
    expect(patients('k')).toEqual(patients('k'));
    expect(patients('k')).not.toEqual(patients('l'));
    expect(patients('k')?.[0]).toMatch(/^[\w-]{16}$/);
  });

  it.each([
    ['Calls', -1],
    ['Principal', ''],
    ['Hour', 'yesterday'],
    ['Patients', ['Mary Smith']],
    ['Operations', 'read'],
  ])('that have no usable %s are refused by its name, without its value', (column, value) => {
    const rows = [hour, { ...hour, [column]: value }];
    expect(() => rowsToHours('fhir', rows, (hash) => hash)).toThrow(`Row 1: the column ${column}`);
    expect(() => rowsToHours('fhir', rows, (hash) => hash)).not.toThrow('Mary');
  });

  it('of events are refused likewise', () => {
    const event = { Time: '2026-11-05T10:00:00Z', Kind: 'sign-in', Principal: 'a', Count: 1 };
    expect(rowsToEvents('signins', [{ ...event, Address: '' }])).toEqual([
      { source: 'signins', kind: 'sign-in', time: '2026-11-05T10:00:00.000Z', principal: 'a', count: 1 },
    ]);
    expect(() => rowsToEvents('signins', [{ ...event, Kind: 'nap' }])).toThrow('the column Kind');
  });
});
