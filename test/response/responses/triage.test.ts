import { expect, test } from 'vitest';
import { decisionText } from '../../../src/response/responses/index.ts';

const refused = (value: unknown) => decisionText.safeParse(value).error?.issues[0]?.message;

test('a reason that is missing, too short or too long is refused by what was expected', () => {
  expect(refused(undefined)).toBe('must be a text');
  expect([refused('ab'), refused('     ')]).toEqual(
    Array.from({ length: 2 }, () => 'must be a reason of at least 3 characters'),
  );
  expect(refused('x'.repeat(1_001))).toBe('must be a reason of at most 1,000 characters');
  expect(decisionText.parse('  abc  ')).toBe('abc');
});
