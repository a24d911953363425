import { estate } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { ScanStandings } from '../../../src/monitoring/scan/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { findRelated } from '../../../src/rules/policy/index.ts';

const catalogue = loadCatalogue();

/** What is on record of the sample hospital, by safeguard, and the findings of each policy. */
function hospital() {
  const resources = estate();
  const standings = new ScanStandings(catalogue);
  const findings: string[] = [];
  for (const resource of resources) {
    standings.addResource(resource.type);
    for (const { name, policy } of catalogue.policiesFor(resource.type)) {
      const { state } = policy.evaluate(resource, { utcNow: '2026-12-01T00:00:00Z' }, (query) => ({
        resources: findRelated(resources as never, query),
      }));
      if (state === 'NonCompliant') findings.push(name);
      standings.add({ policy: name, state } as never);
    }
  }
  return { findings, of: (id: string) => standings.standings(true).find((each) => each.id === id) };
}

test('encryption is about encryption, and whose keys they are is a rule of its own', () => {
  const { findings, of } = hospital();
  expect(of('164.312(a)(2)(iv)')?.counts.NonCompliant).toBe(2);
  const custody = findings.filter((name) => catalogue.policy(name)?.controls.includes('own/key-custody'));
  expect(custody.filter((name) => name.endsWith('-uses-customer-managed-key'))).toHaveLength(10);
  expect(custody.filter((name) => name === 'key-vault-has-purge-protection')).toHaveLength(2);
  expect(of('own/key-custody')?.counts.NonCompliant).toBe(custody.length);
});

test('no safeguard of the law has all proofs on record by configuration alone', () => {
  const { of } = hospital();
  const green = catalogue.controls.filter(
    ({ id, family }) => family !== 'own-rules' && of(id)?.status === 'proofs-on-record',
  );
  expect(green).toEqual([]);
});

test('no word of a status says that the law is kept or broken', () => {
  const { of } = hospital();
  for (const { id } of catalogue.controls)
    expect(of(id)?.summary).not.toMatch(/compliant|\bmet\b|violat|breach of/i);
});
