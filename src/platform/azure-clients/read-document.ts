import { readFile } from 'node:fs/promises';
import type { TokenCredential } from '@azure/core-auth';

/** Blob storage of the clouds: no other host gets a token. */
const blobHosts = ['.blob.core.windows.net', '.blob.core.usgovcloudapi.net'];

/** The same in all clouds. https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory */
const storageScope = 'https://storage.azure.com/.default';

const apiVersion = '2023-11-03';

const timeoutMilliseconds = 30_000;

/**
 * Reads a text from a path, or from an https address: a blob under the identity (Storage Blob Data Reader), anything else as it is.
 * @throws Error with the status, never with what was answered
 */
export async function readDocument(place: string, credential: TokenCredential): Promise<string> {
  if (!place.startsWith('https://')) return readFile(place, 'utf8');
  const url = new URL(place);
  const isBlob = blobHosts.some((host) => url.hostname.endsWith(host));
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
    ...(isBlob && { headers: await headersOf(credential) }),
  });
  if (!response.ok) throw new Error(`${url.host} answered ${response.status}`);
  return response.text();
}

async function headersOf(credential: TokenCredential): Promise<Record<string, string>> {
  const token = await credential.getToken(storageScope);
  if (!token) throw new Error('there is no token for storage');
  return { authorization: `Bearer ${token.token}`, 'x-ms-version': apiVersion };
}
