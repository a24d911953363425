import { expect, test } from 'vitest';
import { createMemory } from '../../../cli/access/memory.ts';
import { accessQueries } from '../../../src/phi-access/collection/access-queries.ts';
import { unchecked } from '../../../src/phi-access/detection/index.ts';
import { parseDirectory, patientKey } from '../../../src/phi-access/model/index.ts';

const interval = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' };
const asked = async (feed: unknown, rows: readonly object[] = [], query = 'fhir-hours'): Promise<string> => {
  const { profiles } = createMemory();
  const hour = '2026-03-01T08:00:00.000Z';
  await profiles.replace(query, { hour, askedAt: hour, rows });
  const directory = parseDirectory(feed, patientKey('a key'));
  return (await unchecked(interval, directory, { profiles, queries: accessQueries })).join('\n');
};
const row = { principal: 'p', calls: 3, via: [], patients: ['hash'] };

test('what the feeds and logs do not tell is said, and what they do is not', async () => {
  const bare = await asked({ principals: [] });
  expect(bare).toContain('No directory of principals');
  expect(bare).toContain('No holidays');
  expect(bare).toContain('No FHIR audit log');
  const person = { id: 'p', kind: 'human', role: 'nurse', department: 'icu', timeZone: 'UTC' };
  const fed = await asked({ principals: [person], holidays: ['2026-01-01'], networks: ['10.0.0.0/8'] }, [
    row,
  ]);
  expect(fed).not.toMatch(/No directory of|No holidays|No networks|No FHIR audit log|no role/);
  expect(fed).toContain('co-worker');
  expect(fed).not.toContain('hash');
  expect(
    await asked({ principals: [] }, [{ ...row, source: 'dicom', principal: 'unattributed' }], 'dicom-hours'),
  ).toContain('3 DICOM calls have no identity');
});
