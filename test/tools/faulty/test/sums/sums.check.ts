import { expect, it } from 'vitest';
import { add } from '../../src/sums/add.ts';
import { sum } from '../../src/sums/sum.ts';

it('adds', () => {
  expect(add(1, 2)).toBe(3);
  expect(add(5, 5)).toBe(10);
});

it('sums up', () => {
  expect(sum(3)).toBe(6);
});
