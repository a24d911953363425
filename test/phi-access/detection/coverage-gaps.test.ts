import { expect, it } from 'vitest';
import { notCovered } from '../../../src/phi-access/detection/coverage-gaps.ts';
import { hospital, hourOf, staff } from '../detectors/hospital.ts';

const now = '2026-11-05T10:00:00Z';

it('says what the feeds present do not show, and not what they do', () => {
  const bare = hospital({ networks: [] });
  const said = notCovered({ directory: bare.directory, sources: new Set(['fhir']), hours: [] }).join('\n');
  for (const word of [
    'co-worker',
    'died',
    'directory of principals',
    'networks',
    'holidays',
    'on-call',
    'sign-in log',
    'MedTech',
  ])
    expect(said).toContain(word);
  expect(said).not.toContain('DICOM');

  const full = hospital({ holidays: new Set(['2026-11-26']) });
  staff(full, { name: 'east', people: 2, starts: [7], length: 8 }, [0, 1]);
  const less = notCovered({
    directory: full.directory,
    sources: new Set(['fhir', 'signins']),
    hours: full.hours,
  }).join('\n');
  expect(less).not.toContain('networks of the organization');
  expect(less).not.toContain('No holidays');
  expect(less).not.toContain('sign-in log');
  expect(less).toContain('co-worker');
});

it('counts calls without identity, and principals that the directory lacks', () => {
  const all = hospital();
  staff(all, { name: 'east', people: 1, starts: [7], length: 8 }, [0, 1]);
  const hours = [
    hourOf('unattributed', now, { source: 'dicom', calls: 7 }),
    hourOf('stranger', now),
    hourOf('key:abc', now, { source: 'blob' }),
    hourOf('east-0', now, { via: ['gateway'] }),
  ];
  const said = notCovered({ directory: all.directory, sources: new Set(), hours }).join('\n');
  expect(said).toContain('7 DICOM calls');
  expect(said).toContain('1 principals in the logs');
  expect(said).toContain('shared keys');
  expect(said).toContain('gateway');
});

it('says of a log most of whose rows name no caller that it cannot be attributed', () => {
  const { directory } = hospital();
  const said = (calls: number) =>
    notCovered({
      directory,
      sources: new Set(['sql']),
      hours: [
        hourOf('unattributed', now, { source: 'sql', calls }),
        hourOf('east-0', now, { source: 'sql', calls: 10 }),
        hourOf('unattributed', now, { source: 'vault', calls: 1 }),
      ],
    }).join('\n');
  expect(said(11)).toContain('11 of 21 SQL calls name no caller');
  expect(said(10)).not.toContain('SQL calls');
  expect(said(10)).toContain('1 of 1 key vault calls');
});

it('says how often more patients were reached than the log names', () => {
  const { directory } = hospital();
  const said = (patientCount: number) =>
    notCovered({
      directory,
      sources: new Set(['fhir']),
      hours: [hourOf('east-0', now, { patientCount }), hourOf('east-1', now, { patientCount: 5000 })],
    }).join('\n');
  expect(said(5001)).toContain('1 times an account reached more than 5000 patients');
  expect(said(5000)).not.toContain('more than 5000 patients');
});
