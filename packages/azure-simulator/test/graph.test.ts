import { estate, subscriptionId } from '@phiwatch/sample-hospital';
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

describe('pages of Resource Graph', () => {
  const query =
    "resources | where resourceGroup in~ ('big') | project id, name, type, kind, location, managedBy, sku, plan, identity, zones, tags, properties | order by id asc";
  const ids = Array.from(
    { length: 6 },
    (_, n) => `${scope}/resourceGroups/big/providers/Microsoft.Network/virtualNetworks/n${n}`,
  );
  const pager = async () => {
    const resources = ids.map((id) => ({
      id,
      type: 'Microsoft.Network/virtualNetworks',
      location: 'eastus',
    }));
    const azure = await startTestAzure({ resources: [...estate(), ...resources] });
    const page = async ($skipToken?: string, text = query) => {
      const options = { resultFormat: 'objectArray', $top: 2, ...($skipToken && { $skipToken }) };
      const { status, body } = await azure.call('POST', '/providers/Microsoft.ResourceGraph/resources', {
        body: { query: text, subscriptions: [subscriptionId], options },
        query: 'api-version=2024-04-01',
      });
      const shown = status === 200 ? body.data.map(({ id }: { id: string }) => id) : [];
      return { status, shown, total: body.totalRecords, cut: body.resultTruncated, next: body.$skipToken };
    };
    return { azure, page };
  };

  it('say how many rows there are in all, and how to go on', async () => {
    const { page } = await pager();
    const first = await page();
    expect(first).toMatchObject({ shown: ids.slice(0, 2), total: 6, cut: 'false', next: expect.any(String) });
    expect((await page(first.next)).shown).toEqual(ids.slice(2, 4));
  });

  it('pass over what moves up where something before it is deleted meanwhile', async () => {
    const { azure, page } = await pager();
    const first = await page();
    azure.simulation.change({ method: 'DELETE', id: ids[0]!, actor: { oid: 'somebody' } });
    expect((await page(first.next)).shown).toEqual(ids.slice(3, 5));
  });

  it('belong to their query', async () => {
    const { page } = await pager();
    const { next } = await page();
    expect(await page(next, query.replace('big', 'small'))).toMatchObject({ status: 400 });
    expect(await page('nonsense')).toMatchObject({ status: 400 });
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
