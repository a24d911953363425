import { expect, test } from 'vitest';
import { history } from '../../../src/phi-access/detection/history.ts';
import { createDetection } from '../../../src/phi-access/detectors/detect.ts';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import type { Directory } from '../../../src/phi-access/model/directory.ts';

const id = '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d';

const directory: Directory = {
  principals: new Map([[id, { id, kind: 'human' }]]),
  approvedAgents: new Set(),
  networks: [],
  holidays: new Set(),
  onCall: [],
  vipPatients: new Set(),
};

const hourOf = (hour: string, principal: string): AccessHour => ({
  source: 'sql',
  hour,
  principal,
  resource: '/subscriptions/s/sql',
  first: hour,
  last: hour,
  calls: 1,
  reads: 1,
  denied: 0,
  notFound: 0,
  patients: ['keyed'],
  patientCount: 1,
  searches: 0,
  exports: 0,
  largePages: 0,
  pages: 0,
  bytes: 0,
  rows: 900,
  operations: ['select'],
  addresses: [],
  via: [],
});

const signIn: AccessEvent = {
  source: 'signins',
  kind: 'sign-in',
  time: '2026-03-02T09:00:00.000Z',
  principal: id,
  alias: 'ada@hospital.example',
  count: 1,
};

test('what a login did is held against its owner, also before it was known who that is', () => {
  const known = history(directory);
  known.put([hourOf('2026-03-01T08:00:00.000Z', 'ada@hospital.example')], []);
  expect([...known.people.keys()]).toEqual(['ada@hospital.example']);
  known.put([], [signIn]);
  known.put([hourOf('2026-03-02T08:00:00.000Z', 'ada@hospital.example')], [signIn]);
  expect([...known.people.keys()]).toEqual([id]);
  expect(known.people.get(id)?.hours).toHaveLength(2);
  expect(known.views.get('keyed')?.map(({ person }) => person)).toEqual([id, id]);
});

test('nobody is unknown whose sign-in comes after what they read', () => {
  const kept = createDetection(directory);
  kept.put([hourOf('2026-03-02T08:00:00.000Z', 'ada@hospital.example')], []);
  const window = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };
  expect(kept.findings(window).map(({ kind }) => kind)).toContain('unapproved-agent');
  kept.put([], [signIn]);
  expect(kept.findings(window).map(({ kind }) => kind)).not.toContain('unapproved-agent');
});

test('nor is a service that SQL knows by its application and tenant', () => {
  const application = '0b1f4b92-3c6e-4a08-b5d7-91e2c8f06a02';
  const known = history(directory);
  known.put([hourOf('2026-03-01T08:00:00.000Z', `${application}@tenant`)], []);
  known.put([], [{ ...signIn, alias: application }]);
  expect([...known.people.keys()]).toEqual([id]);
});

test('a login that is written as a name is theirs in the domains of the organization alone', () => {
  const ada = { id, kind: 'human', displayName: 'Ada Lovelace' } as const;
  const named: Directory = { ...directory, principals: new Map([[id, ada]]) };
  const known = history(named);
  known.put(
    [
      hourOf('2026-03-01T08:00:00.000Z', 'ada.lovelace@hospital.example'),
      hourOf('2026-03-01T08:00:00.000Z', 'ada.lovelace@elsewhere.example'),
    ],
    [],
  );
  // Until a sign-in says which domains are its own, a name is all that there is.
  expect([...known.people.keys()]).toEqual([id]);
  known.put([], [{ ...signIn, principal: id, alias: 'a.lovelace@hospital.example' }]);
  expect([...known.people.keys()].toSorted()).toEqual([id, 'ada.lovelace@elsewhere.example'].toSorted());
});
