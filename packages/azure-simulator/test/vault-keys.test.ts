import { createHash, createPublicKey, verify } from 'node:crypto';
import { groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { reader, startTestAzure } from './start.ts';

const vault = 'kv-lakeside-keys';
const scope = `/subscriptions/${subscriptionId}/resourceGroups/${groups.shared}/providers/Microsoft.KeyVault/vaults/${vault}`;
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

async function start(dataActions: readonly string[] = ['Microsoft.KeyVault/vaults/keys/*']) {
  const azure = await startTestAzure({ roles: [{ principal: reader, scope, actions: ['*'], dataActions }] });
  const { token } = await azure.simulation.tokens.issue({ oid: reader, resource: 'https://vault.azure.net' });
  const ask = (method: string, path: string, body?: unknown, of = vault) =>
    azure.call(method, `/_vaults/${of}/keys/${path}`, { token, body, query: 'api-version=7.6' });
  return { azure, ask, keys: azure.simulation.vaultKeys };
}

describe('keys of a vault', () => {
  it('sign a digest with each version, which its public part verifies', async () => {
    const { ask, keys } = await start();
    const versions = [keys.create(vault, 'signing'), keys.create(vault, 'signing')];
    for (const { version } of versions) {
      const signed = await ask('POST', `signing/${version}/sign`, { alg: 'ES256', value: digest('content') });
      const kid = `https://${vault}.vault.azure.net/keys/signing/${version}`;
      expect(signed).toMatchObject({ status: 200, body: { kid } });
      const { body } = await ask('GET', `signing/${version}`);
      expect(body).toMatchObject({ key: { kid, kty: 'EC', crv: 'P-256' }, attributes: { enabled: true } });
      expect(JSON.stringify(body)).not.toContain('"d"');
      const key = createPublicKey({ key: body.key, format: 'jwk' });
      const signature = Buffer.from(signed.body.value, 'base64url');
      expect(verify('sha256', Buffer.from('content'), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(
        true,
      );
    }
    expect((await ask('GET', 'signing')).body.key.kid).toContain(versions[1]?.version);
  });

  it('list their versions in pages, in no order of time', async () => {
    const { ask, keys } = await start();
    const made = Array.from({ length: 30 }, () => keys.create(vault, 'signing').version);
    const first = (await ask('GET', 'signing/versions')).body;
    expect(first.value).toHaveLength(25);
    const next = new URL(first.nextLink);
    expect(next.origin).toBe(`https://${vault}.vault.azure.net`);
    const token = next.searchParams.get('$skiptoken');
    const { azure } = await start();
    expect(azure.simulation.vaultKeys.versions(vault, 'signing')).toEqual([]);
    const ids = first.value.map(({ kid }: { kid: string }) => kid.split('/').at(-1));
    expect(ids).toEqual(made.toSorted().slice(0, 25));
    expect(token).toBe('25');
  });

  it('that are disabled are read, and do not sign', async () => {
    const { ask, keys } = await start();
    const made = keys.create(vault, 'signing', { enabled: false });
    expect((await ask('GET', `signing/${made.version}`)).body.attributes.enabled).toBe(false);
    expect(
      await ask('POST', `signing/${made.version}/sign`, { alg: 'ES256', value: digest('x') }),
    ).toMatchObject({
      status: 403,
      body: { error: { code: 'Forbidden', innererror: { code: 'KeyDisabled' } } },
    });
  });

  it.each([
    ['another algorithm', { alg: 'RS256', value: digest('x') }],
    ['a message instead of a digest', { alg: 'ES256', value: 'eA' }],
    ['nothing', undefined],
  ])('do not sign %s', async (_, body) => {
    const { ask, keys } = await start();
    const { version } = keys.create(vault, 'signing');
    expect(await ask('POST', `signing/${version}/sign`, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadParameter' } },
    });
  });

  it('ask for data actions: no other action is enough', async () => {
    const rights = {
      read: 'Microsoft.KeyVault/vaults/keys/read',
      sign: 'Microsoft.KeyVault/vaults/keys/sign/action',
    };
    const statuses = async (...dataActions: string[]) => {
      const { ask, keys } = await start(dataActions);
      const { version } = keys.create(vault, 'signing');
      const signed = await ask('POST', `signing/${version}/sign`, { alg: 'ES256', value: digest('x') });
      return [
        (await ask('GET', 'signing/versions')).status,
        (await ask('GET', 'signing')).status,
        signed.status,
      ];
    };
    expect(await statuses()).toEqual([403, 403, 403]);
    expect(await statuses(rights.read)).toEqual([200, 200, 403]);
    expect(await statuses(rights.sign)).toEqual([403, 403, 200]);
  });

  it('want a token for vaults, and say where to get one', async () => {
    const { azure } = await start();
    const path = `/_vaults/${vault}/keys/signing`;
    const absent = await fetch(`${azure.armUrl}${path}?api-version=7.6`);
    expect([absent.status, absent.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer authorization="https://login.microsoftonline.com/${azure.tenantId}", resource="https://vault.azure.net"`,
    ]);
    // A token for Resource Manager.
    expect((await azure.call('GET', path, { query: 'api-version=7.6' })).status).toBe(401);
  });

  it('are there for vaults that decide by roles, and are only read and used', async () => {
    const { azure, ask } = await start();
    expect((await ask('GET', 'none')).status).toBe(404);
    expect((await ask('GET', 'signing', undefined, 'kv-nowhere')).body.error.code).toBe('VaultNotFound');
    expect((await ask('POST', 'signing/create', {})).status).toBe(405);
    const resource = azure.simulation.resources.get(scope)?.resource;
    const properties = { ...(resource?.['properties'] as object), enableRbacAuthorization: false };
    if (resource) azure.simulation.resources.put({ ...resource, properties });
    expect((await ask('GET', 'signing')).body.error.innererror.code).toBe('ForbiddenByPolicy');
  });
});
