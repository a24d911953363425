import { expect, test } from 'vitest';
import { sampleFacts, sampleState } from '../support/sample-facts.ts';
import { textsOf } from './files.ts';

const sample = textsOf(sampleFacts());

test('there is a file for each format', () => {
  expect(Object.keys(sample)).toEqual([
    'README.txt',
    'coverage-calendar.csv',
    'coverage.csv',
    'findings.csv',
    'oscal/assessment-results.json',
    'populations.csv',
    'report.html',
    'safeguards.csv',
  ]);
});

test('the same facts give the same bytes, and findings in another order too', () => {
  expect(textsOf(sampleFacts())).toEqual(sample);
  expect(textsOf(sampleFacts({ states: sampleFacts().states.toReversed() }))).toEqual(sample);
});

test.each(Object.entries(sample))('%s draws no conclusion of law', (_, text) => {
  expect(text).not.toMatch(
    /\b(non-?)?compliant\b|\bviolat|certif(y|ied)|in compliance|\bpassed\b|\bmeets?\b/i,
  );
  expect(text).not.toContain('undefined');
});

test('facts without anything have reports too', () => {
  const nothing = { controls: [], states: [], gaps: [], populations: [], coverage: [], subscriptions: [] };
  const { 'report.html': html, 'findings.csv': findings } = textsOf(sampleFacts(nothing));
  expect(html).toContain('All that was asked for is in the package.');
  expect(findings?.split('\r\n')).toHaveLength(2);
});

test('20,000 findings take their share: a table of the report ends before them', () => {
  const states = Array.from({ length: 20_000 }, (_, index) =>
    sampleState({ resourceId: `/subscriptions/s/providers/A.B/c/${index}`, policy: `p-${index % 90}` }),
  );
  const large = textsOf(sampleFacts({ states }));
  expect(large['findings.csv']?.split('\r\n')).toHaveLength(20_002);
  expect(large['report.html']).toContain('18000 more rows are in findings.csv.');
  expect(large['report.html']?.length).toBeLessThan(1_000_000);
  expect(large['oscal/assessment-results.json']?.length).toBeLessThan(states.length * 800);
});
