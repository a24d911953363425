import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareState, rollUp, zeroCounts } from '../../src/model/states.ts';
import type { State } from '../../src/model/states.ts';

const worstFirst: State[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];
const states = array(constantFrom(...worstFirst));

describe('rollUp', () => {
  test('answers the first of the precedence that is present', () => {
    assert(
      property(states, (given) => {
        const rolled = rollUp(given);
        const worse = worstFirst.slice(0, worstFirst.indexOf(rolled));
        if (given.length > 0) expect(given).toContain(rolled);
        expect(worse.filter((state) => given.includes(state))).toEqual([]);
      }),
    );
  });

  test('does not depend on order or repetition, and parts may be rolled up first', () => {
    assert(
      property(states, states, (left, right) => {
        expect(rollUp([...left, ...right])).toBe(rollUp([...right, ...left, ...left]));
        expect(rollUp([rollUp(left), rollUp(right)])).toBe(rollUp([...left, ...right]));
      }),
    );
  });

  test('is never better than Unknown where the scope was not fully read', () => {
    assert(
      property(states, (given) => {
        expect(rollUp(given, false)).toBe(given.includes('NonCompliant') ? 'NonCompliant' : 'Unknown');
      }),
    );
  });

  test('is NotApplicable where a scope was fully read and nothing applies', () => {
    expect(rollUp([])).toBe('NotApplicable');
    expect(rollUp(['NotApplicable', 'NotApplicable'])).toBe('NotApplicable');
  });
});

test('the worst state comes first', () => {
  expect(worstFirst.toReversed().toSorted(compareState)).toEqual(worstFirst);
});

test("counts begin at zero for every state, and are nobody else's", () => {
  const counts = zeroCounts();
  expect(Object.keys(counts)).toEqual(worstFirst);
  counts.Unknown += 1;
  expect(Object.values(zeroCounts())).toEqual([0, 0, 0, 0, 0]);
});
