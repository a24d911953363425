import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataPlanes } from '../../../src/platform/data-plane/data-planes.ts';
import { createCanaryReader } from '../../../src/platform/data-plane/index.ts';
import { useArm } from '../azure-clients/fake-arm.ts';

const blobs = useArm();
const megabyte = 'x'.repeat(1024 * 1024);

function reader(options: Partial<Parameters<typeof createCanaryReader>[0]> = {}) {
  const scopes: unknown[] = [];
  const canary = createCanaryReader({
    credential: {
      getToken: (scope) => {
        scopes.push(scope);
        return Promise.resolve({ token: 'token-1', expiresOnTimestamp: 8_640_000_000_000_000 });
      },
    },
    ...dataPlanes.AzureCloud,
    hosts: { blob: ['127.0.0.1'] },
    ...options,
  });
  return { canary, scopes, digest: () => canary.digest(`${blobs.url}/canaries/canary.bin`) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('a canary', () => {
  it('is read under the identity, and its digest is returned', async () => {
    blobs.behave(() => ({ body: 'a canary' }));
    const { digest, scopes } = reader();
    expect(await digest()).toEqual({ kind: 'read', sha256: sha256('a canary') });
    expect(scopes.flat()).toEqual(['https://storage.azure.com/.default']);
    expect(blobs.requests).toMatchObject([
      {
        path: '/canaries/canary.bin',
        authorization: 'Bearer token-1',
        headers: { 'x-ms-version': '2023-11-03' },
      },
    ]);
  });

  it('may be empty, and has at most a mebibyte', async () => {
    blobs.behave(() => ({ body: '' }));
    expect(await reader().digest()).toEqual({ kind: 'read', sha256: sha256('') });
    blobs.behave(() => ({ body: megabyte }));
    expect(await reader().digest()).toEqual({ kind: 'read', sha256: sha256(megabyte) });
  });

  it('that is larger is refused, whether it says so or not', async () => {
    const refused = { kind: 'failed', why: 'it is larger than 1048576 bytes' };
    blobs.behave(() => ({ body: `${megabyte}x` }));
    expect(await reader().digest()).toEqual(refused);
    blobs.behave(() => ({ body: `${megabyte}x`, headers: { 'content-length': '1048577' } }));
    expect(await reader().digest()).toEqual(refused);
  });

  it('that is encoded is refused: its digest would be of something else', async () => {
    blobs.behave(() => ({ body: 'a canary', headers: { 'content-encoding': 'deflate' } }));
    expect(await reader().digest()).toEqual({ kind: 'failed', why: 'it has a content encoding' });
  });

  it.each([
    [
      { status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' }, body: 'Mira Quillfeather' },
      'HTTP 404 BlobNotFound',
    ],
    [
      { status: 403, headers: { 'x-ms-error-code': 'AuthorizationPermissionMismatch' } },
      'HTTP 403 AuthorizationPermissionMismatch',
    ],
    [{ status: 403, headers: { 'x-ms-error-code': 'Mira Quillfeather' } }, 'HTTP 403'],
    [{ status: 206, body: 'a part' }, 'HTTP 206'],
    [{ status: 503, headers: { 'retry-after': '1' } }, 'HTTP 503'],
  ])('that is answered %j is failed, and asked for once', async (reply, why) => {
    blobs.behave(() => reply);
    expect(await reader().digest()).toEqual({ kind: 'failed', why });
    expect(blobs.requests).toHaveLength(1);
  });

  it('is not looked for where a redirection leads', async () => {
    blobs.behave(() => ({ status: 302, headers: { location: `${blobs.url}/other` } }));
    expect(await reader().digest()).toEqual({ kind: 'failed', why: 'HTTP 302' });
    expect(blobs.paths).toEqual(['/canaries/canary.bin']);
  });

  it('to which no answer comes is failed', async () => {
    blobs.behave(() => 'reset');
    expect(await reader().digest()).toEqual({ kind: 'failed', why: 'no answer (ECONNRESET)' });
    blobs.behave(() => 'hang');
    expect(await reader({ timeoutSeconds: 0.05 }).digest()).toEqual({
      kind: 'failed',
      why: 'no answer in 0.05 s',
    });
  });

  it('is not asked for without a token', async () => {
    class CredentialUnavailableError extends Error {
      override name = 'CredentialUnavailableError';
    }
    const credential = {
      getToken: () => Promise.reject(new CredentialUnavailableError('Mira Quillfeather')),
    };
    expect(await reader({ credential }).digest()).toEqual({
      kind: 'failed',
      why: 'no token (CredentialUnavailableError)',
    });
    expect(blobs.requests).toEqual([]);
  });

  it.each([
    ['http://x-secondary.blob.core.windows.net/a/b', 'its address is not https'],
    ['nothing', 'its address is not https'],
    ['https://x.blob.core.windows.net.example.org/a/b', 'its host is none of blobs in this cloud'],
    ['https://x.blob.core.usgovcloudapi.net/a/b', 'its host is none of blobs in this cloud'],
    ['https://x.blob.core.windows.net/a/b?sig=1', 'its address has more than a host and a path'],
    ['https://x.blob.core.windows.net/a/b#c', 'its address has more than a host and a path'],
    ['https://me@x.blob.core.windows.net/a/b', 'its address has more than a host and a path'],
  ])('is not at %j', async (address, why) => {
    const { canary, scopes } = reader({ hosts: dataPlanes.AzureCloud.hosts });
    expect(await canary.digest(address)).toEqual({ kind: 'failed', why });
    expect(scopes).toEqual([]);
  });
});
