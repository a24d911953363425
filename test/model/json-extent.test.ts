import { expect, test } from 'vitest';
import { beyondLimits } from '../../src/model/index.ts';

const limits = { levels: 2, characters: 20 };

test.each<[what: string, value: unknown, beyond: ReturnType<typeof beyondLimits>]>([
  ['a text', 'x'.repeat(19), undefined],
  ['a text of one more', 'x'.repeat(20), 'characters'],
  ['nothing', undefined, undefined],
  ['two levels', { a: [1, null] }, undefined],
  ['three levels', { a: [{}] }, 'levels'],
  ['long names', { ['n'.repeat(20)]: 1 }, 'characters'],
  ['many members', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], 'characters'],
])('%s', (_, value, beyond) => {
  expect(beyondLimits(value, limits)).toBe(beyond);
});
