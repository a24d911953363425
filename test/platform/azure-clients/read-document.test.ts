import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/platform/azure-clients/read-document.ts';
import { useArm } from './fake-arm.ts';

const arm = useArm();
const credential = {
  getToken: () => {
    throw new Error('no token is for that host');
  },
};

describe('a document', () => {
  it('is read from a path', async () => {
    expect(await readDocument(import.meta.filename, credential)).toContain('is read from a path');
  });

  it('is read from an https address without a token, as that is no storage of Azure', async () => {
    arm.behave(() => ({ body: 'a feed' }));
    expect(await readDocument(`${arm.url}/feed.json`, credential)).toBe('a feed');
    expect(arm.requests[0]?.authorization).toBeUndefined();
  });

  it('from a blob is asked for under the identity', async () => {
    const address = 'https://feeds.blob.core.windows.net/hr/feed.json';
    await expect(readDocument(address, credential)).rejects.toThrow('no token is for that host');
  });

  it('that is not there is an error without what was answered, and a redirection is none', async () => {
    arm.behave(() => ({ status: 404, body: 'Mira Quillfeather' }));
    await expect(readDocument(`${arm.url}/feed.json`, credential)).rejects.toThrow(/^[0-9.:]+ answered 404$/);
    arm.behave(() => ({ status: 302, headers: { location: `${arm.url}/other` } }));
    await expect(readDocument(`${arm.url}/feed.json`, credential)).rejects.toThrow();
    expect(arm.paths).not.toContain('/other');
  });
});
