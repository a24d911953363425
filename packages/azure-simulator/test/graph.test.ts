import { subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure } from './start.ts';

const scope = `/subscriptions/${subscriptionId}`;

describe('Resource Graph', () => {
  it('refuses a query that is none of the project', async () => {
    const azure = await startTestAzure();
    const body = { query: 'resources | count', options: { resultFormat: 'objectArray' } };
    const answer = await azure.call('POST', '/providers/Microsoft.ResourceGraph/resources', {
      body,
      query: 'api-version=2024-04-01',
    });
    expect([answer.status, answer.body.error.message]).toEqual([
      400,
      expect.stringContaining('resources | count'),
    ]);
  });
});

describe('limits', () => {
  it('refuse reads and queries beyond them', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ throttled: true, now: clock.now });
    const statuses = await Promise.all(Array.from({ length: 252 }, () => azure.call('GET', scope)));
    expect(statuses.filter(({ status }) => status === 429)).toHaveLength(2);
    expect(statuses.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1');
    clock.advance(1_000);
    expect((await azure.call('GET', scope)).headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe(
      '24',
    );
  });
});
