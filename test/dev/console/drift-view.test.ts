import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { driftView } from '../../../dev/console/drift-view.ts';
import { administrator } from '../../../dev/people.ts';
import type { Drift } from '../../../src/model/drift.ts';

const tls = 'properties.minimumTlsVersion';
const drift: Drift = {
  id: 'x-1',
  resourceId:
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/clinic/providers/Microsoft.Storage/storageAccounts/imaging',
  resourceType: 'Microsoft.Storage/storageAccounts',
  policy: 'tls',
  policyVersion: '1',
  title: 'TLS',
  severity: 'high',
  controls: ['164.312(e)(1)'],
  cause: 'resource',
  sequence: 1,
  from: 'Compliant',
  to: 'NonCompliant',
  before: [{ path: tls, value: 'TLS1_2' }],
  after: [{ path: tls, value: 'TLS1_0', expected: 'TLS1_2' }],
  candidates: [],
  readAt: '2026-03-01T08:00:00.000Z',
  recordedAt: '2026-03-01T08:00:01.000Z',
};
const view = (more: Partial<Drift>) => stripVTControlCharacters(driftView({ ...drift, ...more }));

test('a change of the resource is somebody’s, be it not known whose', () => {
  expect(view({})).toContain(`${tls}: "TLS1_2" -> "TLS1_0"`);
  expect(view({})).toContain('changed by an unknown principal');
  expect(view({ actor: { kind: 'User', objectId: 'oid' } })).toContain('changed by User oid');
  expect(view({ actor: { kind: 'User', objectId: administrator } })).toContain(
    'changed by Dana Holt (administrator)',
  );
});

test('the severity is that by which people act', () => {
  expect(view({})).toContain('DRIFT     high  imaging');
  expect(view({ phi: true, effectiveSeverity: 'critical' })).toContain(
    'DRIFT     critical (raised from high: PHI)  imaging',
  );
});

test('says how soon it was noticed, where an event told of it', () => {
  expect(view({ eventTime: '2026-03-01T08:00:00.976Z' })).toContain(', noticed after 24 ms');
  expect(view({ eventTime: '2026-03-01T07:59:58.000Z' })).toContain(', noticed after 3.0 s');
  expect(view({})).not.toContain('noticed');
});

test('an exemption changes nothing in the resource, and nobody changed it', () => {
  const text = view({ cause: 'exemption', to: 'Exempt', before: [{ path: tls, value: 'TLS1_0' }] });
  expect(text).toContain(`${tls}: "TLS1_0"   (required: TLS1_2)`);
  expect(text).toContain('cause: exemption');
  expect(text).not.toContain('changed by');
});
