import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { manualClock, reader, startTestAzure, stranger, writer } from './start.ts';

afterEach(() => vi.unstubAllEnvs());

const group = `/subscriptions/${subscriptionId}/resourceGroups/${groups.imaging}`;

describe('tokens', () => {
  it('come from the managed identity endpoint by the credentials of the SDK, and are accepted', async () => {
    const azure = await startTestAzure({
      identities: [{ oid: reader }, { oid: writer, appid: 'client-of-writer' }],
    });
    vi.stubEnv('IDENTITY_ENDPOINT', azure.msiUrl);
    vi.stubEnv('IDENTITY_HEADER', azure.msiHeader);
    vi.stubEnv('AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential');
    const scope = 'https://management.azure.com/.default';
    const { token } = await new DefaultAzureCredential().getToken(scope);
    expect((await azure.call('GET', imagingArchiveId, { token })).status).toBe(200);
    const other = await new ManagedIdentityCredential({ clientId: 'client-of-writer' }).getToken(scope);
    const tags = { owner: 'imaging' };
    expect((await azure.call('PATCH', imagingArchiveId, { token: other.token, body: { tags } })).status).toBe(
      200,
    );
  });

  it('are refused by the endpoint to who does not know its header, and for an unknown client', async () => {
    const azure = await startTestAzure();
    const query = '?api-version=2019-08-01&resource=https://management.azure.com';
    expect((await fetch(`${azure.msiUrl}${query}`)).status).toBe(401);
    const headers = { 'X-IDENTITY-HEADER': azure.msiHeader };
    expect((await fetch(`${azure.msiUrl}${query}&client_id=nobody`, { headers })).status).toBe(400);
  });

  it('are wanted: 401 with a challenge where absent, expired or for another audience', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now });
    const absent = await fetch(`${azure.armUrl}${imagingArchiveId}?api-version=2026-04-01`);
    expect(absent.status).toBe(401);
    expect(absent.headers.get('www-authenticate')).toContain('Bearer authorization_uri=');
    const { tokens } = azure.simulation;
    const { token } = await tokens.issue({
      oid: reader,
      resource: 'https://management.azure.com/',
      expiresInSeconds: 60,
    });
    expect((await azure.call('GET', imagingArchiveId, { token })).status).toBe(200);
    clock.advance(61_000);
    const expired = await azure.call('GET', imagingArchiveId, { token });
    expect([expired.status, expired.body.error.code]).toEqual([401, 'ExpiredAuthenticationToken']);
    const storage = await tokens.issue({ oid: reader, resource: 'https://storage.azure.com' });
    const wrong = await azure.call('GET', imagingArchiveId, { token: storage.token });
    expect([wrong.status, wrong.body.error.code]).toEqual([401, 'InvalidAuthenticationTokenAudience']);
  });
});

describe('roles', () => {
  it('deny by default, in the words of Azure', async () => {
    const azure = await startTestAzure();
    const denied = await azure.call('GET', imagingArchiveId, { oid: stranger });
    expect([denied.status, denied.body.error.code]).toEqual([403, 'AuthorizationFailed']);
    expect(denied.body.error.message).toContain(
      `with object id '${stranger}' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read' over scope '${imagingArchiveId}'`,
    );
    const write = await azure.call('PATCH', imagingArchiveId, { body: { tags: {} } });
    expect([write.status, write.body.error.code]).toEqual([403, 'AuthorizationFailed']);
  });

  it('hold for a scope and what lies beneath, for actions with wildcards, less what is excepted', async () => {
    const azure = await startTestAzure();
    const grant = {
      principal: stranger,
      scope: group,
      actions: ['Microsoft.Storage/*'],
      notActions: ['*/containers/*'],
    };
    await azure.sim('PUT', '/roles', [grant]);
    const status = async (path: string): Promise<number> =>
      (await azure.call('GET', path, { oid: stranger })).status;
    expect(await status(imagingArchiveId)).toBe(200);
    expect(await status(`${imagingArchiveId}/blobServices/default`)).toBe(200);
    expect(await status(`${imagingArchiveId}/blobServices/default/containers/dicom-archive`)).toBe(403);
    expect(await status(`${group}/providers/Microsoft.KeyVault/vaults/kv-lakeside-imaging`)).toBe(403);
    expect(await status(imagingArchiveId.replace(groups.imaging, `${groups.imaging}-2`))).toBe(403);
  });

  it('let a list show what may be read of it, and refuse it where nothing may', async () => {
    const azure = await startTestAzure();
    await azure.sim('PUT', '/roles', [{ principal: stranger, scope: group, actions: ['*/read'] }]);
    const path = `/subscriptions/${subscriptionId}/resources`;
    const { status, body } = await azure.call('GET', path, { oid: stranger });
    expect(status).toBe(200);
    expect(body.value.length).toBeGreaterThan(5);
    expect(body.value.every((each: { id: string }) => each.id.startsWith(`${group}/`))).toBe(true);
    expect((await azure.call('GET', path, { oid: reader })).status).toBe(403);
  });
});

describe('the control API', () => {
  it('wants its own secret', async () => {
    const azure = await startTestAzure();
    expect((await fetch(`${azure.simUrl}/log`)).status).toBe(401);
    expect((await azure.sim('GET', '/nothing')).status).toBe(404);
    expect((await azure.sim('POST', '/faults', { status: 'high' })).status).toBe(400);
    expect((await azure.sim('POST', '/faults', { match: { idPattern: '(' } })).status).toBe(400);
  });

  it('keeps a log of the requests that were seen', async () => {
    const azure = await startTestAzure();
    await azure.call('GET', imagingArchiveId);
    await azure.call('GET', imagingArchiveId, { oid: stranger });
    const { body } = await azure.sim('GET', '/log');
    expect(body).toMatchObject([
      { method: 'GET', path: imagingArchiveId, apiVersion: '2026-04-01', status: 200, oid: reader },
      { status: 403, oid: stranger },
    ]);
  });
});
