import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';
import type { TestAzure } from './start.ts';

const actor = { oid: writer };

function turnOffSecureTransfer(azure: TestAzure): Promise<unknown> {
  const body = { properties: { supportsHttpsTrafficOnly: false } };
  return azure.sim('POST', '/change', { method: 'PATCH', id: imagingArchiveId, body, actor });
}

async function secureTransfer(azure: TestAzure): Promise<unknown> {
  const { status, body } = await azure.call('GET', imagingArchiveId);
  return status === 200 ? body.properties.supportsHttpsTrafficOnly : status;
}

describe('a fault', () => {
  it.each([401, 403, 404, 429, 500, 503])('answers %i as often as was said', async (status) => {
    const azure = await startTestAzure();
    await azure.sim('POST', '/faults', {
      match: { method: 'GET', idPattern: 'stlakesideimages$' },
      status,
      retryAfter: 372,
      times: 2,
    });
    const first = await azure.call('GET', imagingArchiveId);
    expect([first.status, first.headers.get('retry-after')]).toEqual([status, '372']);
    expect(first.body.error.code).toMatch(/^[A-Z]/);
    expect((await azure.call('GET', `${imagingArchiveId}/blobServices/default`)).status).toBe(200);
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(status);
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(200);
  });

  it('lets requests pass before it strikes, and is removed on demand', async () => {
    const azure = await startTestAzure();
    await azure.sim('POST', '/faults', { status: 503, after: 1 });
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(200);
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(503);
    await azure.sim('DELETE', '/faults');
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(200);
  });

  it('breaks the connection, or sends half a body', async () => {
    const azure = await startTestAzure();
    await azure.sim('POST', '/faults', { reset: true, times: 1 });
    await expect(azure.call('GET', imagingArchiveId)).rejects.toThrow('fetch failed');
    await azure.sim('POST', '/faults', { malformed: true, times: 1 });
    await expect(azure.call('GET', imagingArchiveId)).rejects.toThrow(SyntaxError);
    expect((await azure.sim('GET', '/log')).body.map((each: { status: unknown }) => each.status)).toEqual([
      'reset',
      200,
    ]);
  });

  it('delays', async () => {
    const slept: number[] = [];
    const azure = await startTestAzure({ sleep: async (ms) => void slept.push(ms) });
    await azure.sim('POST', '/faults', { delayMs: 30_000, times: 1 });
    expect((await azure.call('GET', imagingArchiveId)).status).toBe(200);
    expect(slept).toEqual([30_000]);
  });

  it('strikes the token endpoint too', async () => {
    const azure = await startTestAzure();
    await azure.sim('POST', '/faults', { match: { idPattern: '^/msi/' }, status: 503 });
    expect((await fetch(azure.msiUrl)).status).toBe(503);
  });
});

describe('stale reads', () => {
  it('answer the version before, so many times', async () => {
    const azure = await startTestAzure();
    await azure.sim('POST', '/faults', { match: { idPattern: 'stlakesideimages' }, staleReads: 2 });
    await turnOffSecureTransfer(azure);
    expect(await secureTransfer(azure)).toBe(true);
    expect(await secureTransfer(azure)).toBe(true);
    expect(await secureTransfer(azure)).toBe(false);
  });

  it('answer what was there some time ago', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now });
    await azure.sim('POST', '/faults', { lagMs: 2_000 });
    await turnOffSecureTransfer(azure);
    clock.advance(1_999);
    expect(await secureTransfer(azure)).toBe(true);
    clock.advance(1);
    expect(await secureTransfer(azure)).toBe(false);
  });

  it('answer lists from the same replica', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now });
    const path = `${imagingArchiveId.split('/').slice(0, 3).join('/')}/providers/Microsoft.Storage/storageAccounts`;
    const listed = async () => {
      const { body } = await azure.call('GET', path);
      const found = body.value.find(({ id }: { id: string }) => id === imagingArchiveId);
      return found.properties.supportsHttpsTrafficOnly as unknown;
    };
    await azure.sim('POST', '/faults', { lagMs: 2_000 });
    await turnOffSecureTransfer(azure);
    expect(await listed()).toBe(true);
    clock.advance(2_000);
    expect(await listed()).toBe(false);
  });

  it('answer 404 after a create, and the resource after a delete', async () => {
    const azure = await startTestAzure();
    const id = `${imagingArchiveId}2`;
    await azure.sim('POST', '/faults', { staleReads: 2 });
    await azure.sim('POST', '/change', { method: 'PUT', id, body: { location: 'eastus2' }, actor });
    expect((await azure.call('GET', id)).status).toBe(404);
    await azure.sim('POST', '/change', { method: 'DELETE', id: imagingArchiveId, actor });
    expect(await secureTransfer(azure)).toBe(true);
    expect((await azure.call('GET', id)).status).toBe(200);
    expect(await secureTransfer(azure)).toBe(404);
  });
});

describe('a hold', () => {
  it('keeps matching reads until they are released', async () => {
    const azure = await startTestAzure();
    const { body } = await azure.sim('POST', '/hold', { match: { idPattern: 'stlakesideimages$' } });
    const read = secureTransfer(azure);
    await expect
      .poll(async () => (await azure.sim('GET', '/hold')).body)
      .toEqual([{ id: body.id, waiting: 1 }]);
    await turnOffSecureTransfer(azure);
    await azure.sim('DELETE', '/hold');
    expect(await read).toBe(false);
  });
});
