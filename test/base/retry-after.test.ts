import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from '../../src/base/retry-after.ts';

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
    expect(retryAfterSeconds(header, now, 30)).toBe(seconds);
  });
});
