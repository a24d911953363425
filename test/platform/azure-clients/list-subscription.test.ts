import { describe, expect, it } from 'vitest';
import type { AzureReader, PageOutcome } from '../../../src/platform/azure/types.ts';
import { account, collection, group, notFound, resource, subscription, useArm } from './fake-arm.ts';

const arm = useArm();
const type = 'Microsoft.Storage/storageAccounts';

async function pagesOf(reader: AzureReader): Promise<PageOutcome[]> {
  const pages: PageOutcome[] = [];
  for await (const page of reader.list(subscription.split('/')[2]!)) pages.push(page);
  return pages;
}

const estate = {
  [subscription]: { id: subscription, displayName: 'Clinic' },
  ...collection(`${subscription}/resourceGroups`, resource(group, 'Microsoft.Resources/resourceGroups')),
  ...collection(`${subscription}/resources`, resource(account, type)),
};

describe('a subscription', () => {
  it('is listed: itself, its resource groups, its resources by pages', async () => {
    const second = `${account}2`;
    arm.serve(estate);
    const pages = await pagesOf(arm.reader());
    expect(
      pages.map((page) => (page.kind === 'page' ? page.resources.map(({ id, type }) => [id, type]) : page)),
    ).toEqual([
      [[subscription, 'Microsoft.Resources/subscriptions']],
      [[group, 'Microsoft.Resources/subscriptions/resourceGroups']],
      [[account, type]],
    ]);
    arm.behave(({ path, query }) => {
      if (path === subscription) return { body: estate[subscription] };
      if (query.has('more')) return { body: { value: [{ id: second, type }] } };
      const nextLink = `${arm.url}${path}?more=1`;
      return { body: { value: path.endsWith('/resources') ? [{ id: account, type }] : [], nextLink } };
    });
    const ids = (await pagesOf(arm.reader())).flatMap((page) =>
      page.kind === 'page' ? page.resources.map(({ id }) => id) : [],
    );
    expect(ids).toEqual([subscription, second, account, second]);
  });

  it('says where it could not be read, and goes on', async () => {
    arm.behave(({ path }) =>
      path.endsWith('/resourceGroups')
        ? { status: 403, body: { error: { code: 'AuthorizationFailed' } } }
        : { body: Object.entries(estate).find(([known]) => known === path)?.[1] },
    );
    expect((await pagesOf(arm.reader())).map(({ kind }) => kind)).toEqual(['page', 'denied', 'page']);
  });

  it('says that items of a page are no resources', async () => {
    arm.serve({
      ...estate,
      [`${subscription}/resources`]: { value: [{ id: account, type }, { id: account }, 'x'] },
    });
    expect((await pagesOf(arm.reader())).slice(2)).toMatchObject([
      { kind: 'page', resources: [{ id: account }] },
      { kind: 'malformed', reason: expect.stringContaining('2 items') },
    ]);
  });

  it('is never empty without a word', async () => {
    arm.behave(() => notFound('SubscriptionNotFound'));
    expect((await pagesOf(arm.reader())).map(({ kind }) => kind)).toEqual(['denied', 'denied', 'denied']);
    arm.behave(({ path }) =>
      path === subscription ? { body: estate[subscription] } : notFound('SubscriptionNotFound'),
    );
    expect((await pagesOf(arm.reader())).map(({ kind }) => kind)).toEqual(['page', 'denied', 'denied']);
  });
});
