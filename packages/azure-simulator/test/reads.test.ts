import { estate, groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { startTestAzure } from './start.ts';

const subscription = `/subscriptions/${subscriptionId}`;

describe('reading', () => {
  it('answers a resource as it lies in the estate, whatever the case of its id', async () => {
    const azure = await startTestAzure();
    const expected = estate().find((each) => each.id === imagingArchiveId);
    const { status, headers, body } = await azure.call('GET', imagingArchiveId.toUpperCase());
    expect(status).toBe(200);
    expect(body).toEqual(expected);
    expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('249');
  });

  it('answers children, extensions, groups and the subscription as ARM does', async () => {
    const azure = await startTestAzure();
    const blobs = await azure.call('GET', `${imagingArchiveId}/blobServices/default`);
    expect(blobs.body.properties.isVersioningEnabled).toBe(true);
    const setting = `${imagingArchiveId}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/to-workspace`;
    expect((await azure.call('GET', setting)).body.name).toBe('to-workspace');
    const group = await azure.call('GET', `${subscription}/resourcegroups/${groups.imaging}`);
    expect(group.body.type).toBe('Microsoft.Resources/resourceGroups');
    const whole = await azure.call('GET', subscription);
    expect(whole.body).toMatchObject({ id: subscription, subscriptionId, state: 'Enabled' });
    expect(whole.body).not.toHaveProperty('type');
  });

  it('answers HEAD with 204 or 404', async () => {
    const azure = await startTestAzure();
    expect((await azure.call('HEAD', imagingArchiveId)).status).toBe(204);
    expect((await azure.call('HEAD', `${imagingArchiveId}x`)).status).toBe(404);
  });

  it.each([
    [`${imagingArchiveId}gone`, 404, 'ResourceNotFound'],
    [`${subscription}/resourceGroups/nowhere`, 404, 'ResourceGroupNotFound'],
    [imagingArchiveId.replace(groups.imaging, 'nowhere'), 404, 'ResourceGroupNotFound'],
    [`${subscription}/providers/Microsoft.Nothing/things`, 404, 'InvalidResourceNamespace'],
    [`${subscription}/what`, 404, 'InvalidResourceType'],
  ])('refuses %s with %i %s', async (path, status, code) => {
    const azure = await startTestAzure();
    const answer = await azure.call('GET', path);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('wants an api-version, and one that it knows', async () => {
    const azure = await startTestAzure();
    const none = await azure.call('GET', imagingArchiveId, { query: '' });
    expect([none.status, none.body.error.code]).toEqual([400, 'MissingApiVersionParameter']);
    const unknown = await azure.call('GET', imagingArchiveId, { query: 'api-version=2031-01-01' });
    expect([unknown.status, unknown.body.error.code]).toEqual([400, 'NoRegisteredProviderFound']);
    expect(unknown.body.error.message).toMatch(
      /^No registered resource provider found for location 'eastus2' and API version '2031-01-01' for type 'storageAccounts'\. The supported api-versions are '2026-04-01, /,
    );
  });

  it.each([
    [`${subscription}/resourceGroups/${groups.imaging}`, 400, 'InvalidApiVersionParameter'],
    [`${imagingArchiveId}/providers/Microsoft.Authorization/roleAssignments`, 404, 'InvalidResourceType'],
    [`${imagingArchiveId}/blobServices/default`, 400, 'NoRegisteredProviderFound'],
  ])('refuses a version of %s that is not offered with %i %s', async (path, status, code) => {
    const azure = await startTestAzure();
    const { status: given, body } = await azure.call('GET', path, { query: 'api-version=2031-01-01' });
    expect([given, body.error.code]).toEqual([status, code]);
  });

  it('offers an older list where a cloud has one, and lists what it answers', async () => {
    const offeredVersions = { 'microsoft.storage/storageaccounts': ['2023-01-01', '2022-09-01'] };
    const azure = await startTestAzure({ offeredVersions });
    const pinned = await azure.call('GET', imagingArchiveId, { query: 'api-version=2026-04-01' });
    expect(pinned.body.error.message).toContain("The supported api-versions are '2023-01-01, 2022-09-01'");
    expect((await azure.call('GET', imagingArchiveId, { query: 'api-version=2023-01-01' })).status).toBe(200);
    const { body } = await azure.call('GET', `${subscription}/providers`, {
      query: 'api-version=2021-04-01',
    });
    const storage = body.value.find(
      ({ namespace }: { namespace: string }) => namespace === 'microsoft.storage',
    );
    const listed = new Map<string, readonly string[]>(
      storage.resourceTypes.map((each: { resourceType: string; apiVersions: string[] }) => [
        each.resourceType,
        each.apiVersions,
      ]),
    );
    expect(listed.get('storageAccounts')).toEqual(['2023-01-01', '2022-09-01']);
    expect(listed.get('storageAccounts/blobServices')).toContain('2026-04-01');
  });
});

/** Follows a list to its end. */
async function pages(
  path: string,
  pageSize: number,
  filter = '',
): Promise<{ ids: string[]; requests: number }> {
  const azure = await startTestAzure({ pageSize });
  const ids: string[] = [];
  let query: string | undefined = filter
    ? `api-version=2022-12-01&$filter=${encodeURIComponent(filter)}`
    : undefined;
  for (let requests = 1; ; requests++) {
    const { status, body } = await azure.call('GET', path, query === undefined ? {} : { query });
    expect(status).toBe(200);
    ids.push(...body.value.map((each: { id: string }) => each.id));
    if (!body.nextLink) return { ids, requests };
    expect(body.nextLink).toContain(azure.armUrl);
    query = new URL(body.nextLink).search.slice(1);
  }
}

describe('lists', () => {
  const all = estate();
  const typed = (type: string) => all.filter((each) => each.type === type);

  it('page through the tracked resources of a subscription, each of them once', async () => {
    const { ids, requests } = await pages(`${subscription}/resources`, 10);
    expect(requests).toBe(Math.ceil(ids.length / 10));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(imagingArchiveId);
    expect(ids.some((id) => id.includes('/databases/'))).toBe(true);
    expect(ids.some((id) => id.includes('diagnosticSettings') || id.includes('blobServices'))).toBe(false);
  });

  it('filter by type, and keep to a resource group', async () => {
    const accounts = typed('Microsoft.Storage/storageAccounts').map((each) => each.id);
    const { ids } = await pages(
      `${subscription}/resources`,
      5,
      "resourceType eq 'Microsoft.Storage/storageAccounts'",
    );
    expect(new Set(ids)).toEqual(new Set(accounts));
    const group = `${subscription}/resourceGroups/${groups.imaging}`;
    const inGroup = await pages(`${group}/resources`, 50);
    expect(inGroup.ids.every((id) => id.startsWith(`${group}/`))).toBe(true);
  });

  it.each([
    [`${subscription}/resourceGroups`, 3],
    [`${subscription}/providers/Microsoft.Sql/servers`, typed('Microsoft.Sql/servers').length],
    [`${subscription}/resourceGroups/${groups.imaging}/providers/Microsoft.Sql/servers`, 1],
    [`${imagingArchiveId}/blobServices/default/containers`, 2],
    [`${imagingArchiveId}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings`, 1],
    [`${imagingArchiveId}/providers/Microsoft.Insights/diagnosticSettings`, 0],
    [`${subscription}/providers/Microsoft.Insights/diagnosticSettings`, 1],
    [`${subscription}/providers/Microsoft.Authorization/roleAssignments`, 6],
  ])('%s has %i entries', async (path, count) => {
    const { ids } = await pages(path, 4);
    expect(ids).toHaveLength(count);
  });
});
