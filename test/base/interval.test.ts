import { expect, test } from 'vitest';
import { halvesOf, intervalsOf } from '../../src/base/interval.ts';

const at = (time: string): string => `2026-03-01T${time}:00.000Z`;
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

test.each([
  [span('00:00', '05:00'), span('00:00', '02:00'), span('02:00', '05:00')],
  [span('10:30', '11:45'), span('10:30', '11:00'), span('11:00', '11:45')],
  [span('10:00', '11:00'), span('10:00', '10:30'), span('10:30', '11:00')],
  [span('10:00', '10:03'), span('10:00', '10:01'), span('10:01', '10:03')],
])('%j falls into %j and %j', (whole, first, second) => {
  expect(halvesOf(whole)).toEqual([first, second]);
});

test('a minute is not divided, and halving always comes to an end', () => {
  expect(halvesOf(span('10:00', '10:01'))).toBeUndefined();
  const odd = { from: '2026-03-01T10:10:20.500Z', to: '2026-03-01T11:15:00.000Z' };
  const count = (interval: typeof odd): number => {
    const halves = halvesOf(interval);
    if (!halves) return 1;
    expect(halves[0].to > interval.from && halves[0].to < interval.to).toBe(true);
    return halves.reduce((sum, half) => sum + count(half), 0);
  };
  expect(count(odd)).toBeGreaterThan(60);
});

test('hours that follow each other are asked for together, so many at most', () => {
  const hours = ['04:00', '01:00', '02:00', '02:00', '03:00', '09:00'].map(at);
  expect(intervalsOf(hours, 3)).toEqual([
    span('01:00', '04:00'),
    span('04:00', '05:00'),
    span('09:00', '10:00'),
  ]);
});
