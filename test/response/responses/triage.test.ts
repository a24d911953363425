import { expect, test } from 'vitest';
import { decisionText } from '../../../src/response/responses/index.ts';

const refused = (value: unknown) => decisionText.safeParse(value).error?.issues[0]?.message;

test('a reason that is missing, too short or too long is refused by what was expected', () => {
  expect(refused(undefined)).toBe('must be given');
  expect(refused('ab')).toBe('must be a reason of at least 3 characters');
  expect(refused('     ')).toBe('must not be empty');
  expect(refused('x'.repeat(1_001))).toBe('must have at most 1000 characters');
  expect(refused('asked by jane.doe@patient.example, SSN 123-45-6789')).toContain('must hold no PHI');
  expect(decisionText.parse('  abc  ')).toBe('abc');
});
