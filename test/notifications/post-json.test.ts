import { expect, test } from 'vitest';
import { meaningOf } from '../../src/notifications/channels/post-json.ts';

const now = new Date('2026-03-01T12:00:00Z');

test.each([
  ['372', 372],
  ['0', 1],
  ['Sun, 01 Mar 2026 12:05:00 GMT', 300],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 1],
  ['soon', 60],
  [undefined, 60],
])('a channel that asks with Retry-After %s for a pause is held for %i seconds', (header, seconds) => {
  expect(meaningOf(429, header, now)).toEqual({ kind: 'held', seconds });
});
