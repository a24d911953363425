import { describe, expect, it } from 'vitest';
import { createHoldOff } from '../../src/azure/hold-off.ts';
import { retryAfterSeconds } from '../../src/azure/retry-after.ts';

describe('retryAfterSeconds', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  it.each([
    ['372', 372],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['soon', 30],
    ['-5x', 30],
    ['', 30],
    [undefined, 30],
  ])('%s', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

describe('hold-off', () => {
  it('holds until its time has passed, and only its own key', () => {
    let now = 0;
    const holdOff = createHoldOff(() => new Date(now));
    holdOff.hold('a', 372);
    expect(holdOff.remaining('b')).toBe(0);
    now = 371_001;
    expect(holdOff.remaining('a')).toBe(1);
    holdOff.hold('a', 0);
    expect(holdOff.remaining('a')).toBe(1);
    now = 372_000;
    expect(holdOff.remaining('a')).toBe(0);
  });
});
