import { expect, test } from 'vitest';
import { counted } from '../../src/base/plural.ts';

test.each([
  [0, 'patient', undefined, '0 patients'],
  [1, 'patient', undefined, '1 patient'],
  [2, 'patient', undefined, '2 patients'],
  [1, 'is usual', 'are usual', '1 is usual'],
  [7, 'is usual', 'are usual', '7 are usual'],
])('%i of "%s", or "%s", reads "%s"', (count, one, many, words) => {
  expect(counted(count, one, many)).toBe(words);
});
