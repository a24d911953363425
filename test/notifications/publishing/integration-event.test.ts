import { expect, test } from 'vitest';
import { eventOf } from '../../../src/notifications/publishing/integration-event.ts';

test.each([
  ['/subscriptions/S/resourceGroups/G/providers/Microsoft.Sql/servers/a', '/phiwatch/subscriptions/s'],
  ['/subscriptions/S/resourceGroups/G/providers/Microsoft.Sql/servers', '/phiwatch/subscriptions/s'],
  ['/', '/phiwatch'],
])('the source of an event about %s is %s', (subject, source) => {
  const event = { id: '1', type: 't', subject, time: '2026-03-01T08:00:00Z', data: {} };
  expect(eventOf(event)).toMatchObject({ source, subject });
});
