import { groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';
import type { Answer, Call, TestAzure } from './start.ts';

const imaging = `/subscriptions/${subscriptionId}/resourceGroups/${groups.imaging}`;
const clinical = `/subscriptions/${subscriptionId}/resourceGroups/${groups.clinical}`;
const vendorGroup = `${imaging}/providers/Microsoft.Network/networkSecurityGroups/nsg-lakeside-vendor`;

/** Calls as the principal that may write. */
function write(azure: TestAzure, method: string, path: string, options: Call = {}): Promise<Answer> {
  return azure.call(method, path, { oid: writer, ...options });
}

describe('PATCH', () => {
  it('merges properties and replaces tags whole', async () => {
    const azure = await startTestAzure();
    const before = await azure.call('GET', imagingArchiveId);
    const body = { tags: { owner: 'imaging' }, properties: { supportsHttpsTrafficOnly: false } };
    const patched = await write(azure, 'PATCH', imagingArchiveId, { body });
    expect(patched.status).toBe(200);
    const after = await azure.call('GET', imagingArchiveId);
    expect(after.body).toEqual({
      ...before.body,
      tags: body.tags,
      properties: { ...before.body.properties, supportsHttpsTrafficOnly: false },
    });
  });

  it('of what is not there is 404, of what is no object 400', async () => {
    const azure = await startTestAzure();
    expect((await write(azure, 'PATCH', `${imagingArchiveId}x`, { body: {} })).status).toBe(404);
    expect((await write(azure, 'PATCH', imagingArchiveId, { body: [] })).body.error.code).toBe(
      'InvalidRequestContent',
    );
  });
});

describe('PUT', () => {
  it('creates with 201, replaces with 200 and keeps what only the provider sets', async () => {
    const azure = await startTestAzure();
    const id = `${imaging}/providers/Microsoft.Storage/storageAccounts/stnew`;
    const body = {
      location: 'eastus2',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: { accessTier: 'Hot' },
    };
    const created = await write(azure, 'PUT', id, { body });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ id, name: 'stnew', type: 'Microsoft.Storage/storageAccounts' });
    const replaced = await write(azure, 'PUT', imagingArchiveId, { body });
    expect(replaced.status).toBe(200);
    expect(replaced.body.properties).not.toHaveProperty('minimumTlsVersion');
    expect(replaced.body.properties.primaryEndpoints.blob).toContain('stlakesideimages');
  });

  it.each([
    [`${imaging}/providers/Microsoft.Storage/storageAccounts/stnew`, {}, 400, 'LocationRequired'],
    [
      `${imaging}-2/providers/Microsoft.Storage/storageAccounts/stnew`,
      { location: 'eastus2' },
      404,
      'ResourceGroupNotFound',
    ],
    [`${imagingArchiveId}x/blobServices/default`, {}, 404, 'ParentResourceNotFound'],
  ])('of %s with %j is %i %s', async (path, body, status, code) => {
    const azure = await startTestAzure();
    const answer = await write(azure, 'PUT', path, { body });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('heeds no condition where the provider has no ETag', async () => {
    const azure = await startTestAzure();
    const { headers } = await azure.call('GET', imagingArchiveId);
    expect(headers.get('etag')).toBeNull();
    const conditions = { 'If-Match': 'W/"another"', 'If-None-Match': '*' };
    const answer = await write(azure, 'PATCH', imagingArchiveId, { body: { tags: {} }, headers: conditions });
    expect(answer.status).toBe(200);
  });

  it('heeds If-Match and If-None-Match where the provider says so', async () => {
    const azure = await startTestAzure();
    const zone = `${imaging}/providers/Microsoft.Network/privateDnsZones/lakeside.example`;
    azure.simulation.resources.put({
      id: zone,
      name: 'lakeside.example',
      type: 'Microsoft.Network/privateDnsZones',
      location: 'global',
      properties: {},
    });
    const query = 'api-version=2024-06-01';
    const { headers } = await azure.call('GET', zone, { query });
    const etag = headers.get('etag')!;
    const attempt = async (conditions: Record<string, string>): Promise<number> =>
      (await write(azure, 'PATCH', zone, { body: { tags: {} }, headers: conditions, query })).status;
    expect(await attempt({ 'If-None-Match': '*' })).toBe(412);
    expect(await attempt({ 'If-Match': 'W/"another"' })).toBe(412);
    expect(await attempt({ 'If-Match': etag })).toBe(200);
    expect(await attempt({ 'If-Match': etag })).toBe(412);
    expect(await attempt({ 'If-Match': '*' })).toBe(200);
  });
});

describe('provisioning', () => {
  it('takes its time where providers work in the background, and settles', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, settleMs: 5_000 });
    const state = async (): Promise<string> =>
      (await azure.call('GET', vendorGroup)).body.properties.provisioningState;
    const patched = await write(azure, 'PATCH', vendorGroup, {
      body: { properties: { flushConnection: true } },
    });
    expect(patched.body.properties.provisioningState).toBe('Updating');
    clock.advance(4_999);
    expect(await state()).toBe('Updating');
    clock.advance(1);
    expect(await state()).toBe('Succeeded');
  });

  it('is over at once for a change of a storage account, not for a new one', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, settleMs: 5_000 });
    const patched = await write(azure, 'PATCH', imagingArchiveId, {
      body: { properties: { accessTier: 'Cool' } },
    });
    expect(patched.body.properties.provisioningState).toBe('Succeeded');
    const id = `${imaging}/providers/Microsoft.Storage/storageAccounts/stnew`;
    const created = await write(azure, 'PUT', id, { body: { location: 'eastus2', properties: {} } });
    expect(created.body.properties.provisioningState).toBe('Creating');
  });
});

describe('children that the parent embeds', () => {
  it('change with the parent, and the parent with them', async () => {
    const azure = await startTestAzure();
    const rule = `${vendorGroup}/securityRules/AllowVendor`;
    const properties = { access: 'Deny', direction: 'Inbound', priority: 100, protocol: 'Tcp' };
    await write(azure, 'PUT', rule, { body: { properties } });
    const parent = await azure.call('GET', vendorGroup);
    expect(parent.body.properties.securityRules).toMatchObject([{ name: 'AllowVendor', properties }]);
    const securityRules = [{ name: 'AllowHttps', properties: { ...properties, access: 'Allow' } }];
    await write(azure, 'PATCH', vendorGroup, { body: { properties: { securityRules } } });
    expect((await azure.call('GET', rule)).status).toBe(404);
    const made = await azure.call('GET', `${vendorGroup}/securityRules/AllowHttps`);
    expect(made.body).toMatchObject({
      type: 'Microsoft.Network/networkSecurityGroups/securityRules',
      properties: { access: 'Allow' },
    });
    await write(azure, 'DELETE', `${vendorGroup}/securityRules/AllowHttps`);
    expect((await azure.call('GET', vendorGroup)).body.properties.securityRules).toEqual([]);
  });
});

describe('DELETE', () => {
  it('takes children and extensions along, and is 204 the second time', async () => {
    const azure = await startTestAzure();
    expect((await write(azure, 'DELETE', imagingArchiveId)).status).toBe(200);
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(404);
    expect((await azure.call('GET', `${imagingArchiveId}/blobServices/default`)).status).toBe(404);
    const left = await azure.sim('GET', '/resources');
    expect(left.body.some((each: { id: string }) => each.id.startsWith(`${imagingArchiveId}/`))).toBe(false);
    expect((await write(azure, 'DELETE', imagingArchiveId)).status).toBe(204);
  });

  it('of a resource group empties it, in the background', async () => {
    const azure = await startTestAzure();
    const { status, headers } = await write(azure, 'DELETE', imaging);
    expect(status).toBe(202);
    const poll = new URL(headers.get('location')!);
    expect((await azure.call('GET', poll.pathname, { query: poll.search.slice(1) })).status).toBe(204);
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(404);
    expect(
      (await azure.call('GET', `/subscriptions/${subscriptionId}/resourceGroups`)).body.value,
    ).toHaveLength(2);
  });
});

describe('moving', () => {
  it('gives a resource and all beneath it new ids in the other group', async () => {
    const azure = await startTestAzure();
    const body = { resources: [imagingArchiveId], targetResourceGroup: clinical };
    expect((await write(azure, 'POST', `${imaging}/moveResources`, { body })).status).toBe(202);
    const movedId = imagingArchiveId.replace(groups.imaging, groups.clinical);
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(404);
    const moved = await azure.call('GET', movedId);
    expect(moved.body.id).toBe(movedId);
    expect(moved.body.properties.privateEndpointConnections[0].id).toContain(`${movedId}/`);
    expect((await azure.call('GET', `${movedId}/blobServices/default/containers/dicom-archive`)).status).toBe(
      200,
    );
  });
});

describe('tags', () => {
  it('are written through a resource of their own', async () => {
    const azure = await startTestAzure();
    const tags = `${imaging}/providers/Microsoft.Resources/tags/default`;
    const patch = async (operation: string, given: object): Promise<unknown> => {
      const body = { operation, properties: { tags: given } };
      await write(azure, 'PATCH', tags, { body });
      return (await azure.call('GET', imaging)).body.tags;
    };
    expect(await patch('Replace', { a: '1' })).toEqual({ a: '1' });
    expect(await patch('Merge', { b: '2' })).toEqual({ a: '1', b: '2' });
    expect(await patch('Delete', { a: '1' })).toEqual({ b: '2' });
    expect((await azure.call('GET', tags)).body.properties.tags).toEqual({ b: '2' });
    expect((await write(azure, 'DELETE', tags)).status).toBe(200);
    expect((await azure.call('GET', imaging)).body.tags).toEqual({});
  });
});
