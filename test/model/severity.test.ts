import { expect, test } from 'vitest';
import { compareSeverity, responseHours, severities, severityOf } from '../../src/model/severity.ts';

test('the worst severity comes first', () => {
  const given = ['low', 'critical', 'medium', 'high', 'critical'] as const;
  expect(given.toSorted(compareSeverity)).toEqual(['critical', 'critical', 'high', 'medium', 'low']);
});

test('what is worse is due earlier', () => {
  expect(severities.map(responseHours)).toEqual([4, 24, 72, 168]);
});

test('people act by the raised severity, and by that of the policy where none was raised', () => {
  expect(severityOf({ severity: 'low', effectiveSeverity: 'medium' })).toBe('medium');
  expect(severityOf({ severity: 'high' })).toBe('high');
});
