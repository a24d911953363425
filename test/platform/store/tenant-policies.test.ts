import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Disagreement } from '../../../src/platform/store/tenant-policy-types.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { useStore } from './azurite.ts';
import { all } from './samples.ts';

const test = useStore();
const subscriptionId = 'abcdabcd-1111-4111-8111-111111111111';
const resourceId = `/subscriptions/${subscriptionId}/resourceGroups/Clinic/providers/Microsoft.Storage/storageAccounts/imaging`;

describe('snapshots', () => {
  it('come back whole, however large, and say by their ETag that they have changed', async () => {
    const { snapshots } = test.store;
    expect(await snapshots.etag(subscriptionId)).toBeUndefined();
    expect(await snapshots.read(subscriptionId)).toBeUndefined();
    const value = { text: randomBytes(60_000).toString('hex'), repeated: 'definition '.repeat(200_000) };
    const first = await snapshots.write(subscriptionId, value);
    expect(await snapshots.read(subscriptionId)).toEqual({ etag: first, value });
    expect(await snapshots.etag(subscriptionId)).toBe(first);
    const second = await snapshots.write(subscriptionId, { small: true });
    expect(second).not.toBe(first);
    expect(await snapshots.read(subscriptionId)).toEqual({ etag: second, value: { small: true } });
  });

  it('that are longer than a row, even packed, are refused', async () => {
    const random = randomBytes(400_000).toString('base64');
    await expect(test.store.snapshots.write('long', random)).rejects.toThrow(TooLargeError);
    expect(await test.store.snapshots.read('long')).toBeUndefined();
  });
});

describe('comparisons', () => {
  it('of a subscription are kept whole, and written only in the place of what was read', async () => {
    const { comparisons } = test.store;
    expect(await comparisons.run(subscriptionId)).toBeUndefined();
    const run = { portion: 1, tallies: { text: randomBytes(60_000).toString('hex') } };
    expect(await comparisons.saveRun(subscriptionId, run, undefined)).toBe('written');
    expect(await comparisons.saveRun(subscriptionId, run, undefined)).toBe('conflict');
    const { value, etag } = (await comparisons.run(subscriptionId.toUpperCase()))!;
    expect(value).toEqual(run);
    expect(await comparisons.saveRun(subscriptionId, { portion: 2 }, etag)).toBe('written');
    expect(await comparisons.saveRun(subscriptionId, { portion: 3 }, etag)).toBe('conflict');
  });

  it('of a resource are one request', async () => {
    const { comparisons } = test.store;
    const request = {
      resourceId,
      id: 'one',
      status: 'waiting',
      dueAt: '2026-03-01T08:10:00.000Z',
      delegated: false,
    } as const;
    expect(await comparisons.request(resourceId)).toBeUndefined();
    const written = await comparisons.saveRequest(request, undefined);
    expect(await comparisons.saveRequest(request, undefined)).toBe('conflict');
    expect((await comparisons.request(resourceId.toUpperCase()))?.value).toEqual(request);
    const { etag } = written as { etag: string };
    const done = { ...request, status: 'done', comparedAt: '2026-03-01T08:11:00.000Z' } as const;
    expect(await comparisons.saveRequest(done, etag)).not.toBe('conflict');
    expect(await comparisons.saveRequest(done, etag)).toBe('conflict');
  });
});

describe('disagreements', () => {
  const disagreement: Disagreement = {
    resourceId,
    policy: 'assigned/https',
    title: 'Accounts want https',
    policyVersion: '1.0.0',
    ours: { state: 'NonCompliant', reason: 'it is off', at: '2026-03-01T08:00:00.000Z' },
    azures: { state: 'Compliant', at: '2026-03-01T08:20:00.000Z' },
    firstSeenAt: '2026-03-01T08:30:00.000Z',
    lastSeenAt: '2026-03-01T08:30:00.000Z',
  };

  it('are one row per resource and policy, found by resource and by subscription', async () => {
    const { disagreements } = test.store;
    await disagreements.record(disagreement);
    await disagreements.record({ ...disagreement, lastSeenAt: '2026-03-01T09:30:00.000Z' });
    await disagreements.record({ ...disagreement, policy: 'assigned/other' });
    await disagreements.record({ ...disagreement, resourceId: `${resourceId}2` });
    const found = await disagreements.of(resourceId.toUpperCase());
    expect(found.map(({ policy, lastSeenAt }) => `${policy} ${lastSeenAt}`).toSorted()).toEqual([
      'assigned/https 2026-03-01T09:30:00.000Z',
      'assigned/other 2026-03-01T08:30:00.000Z',
    ]);
    expect(await all(disagreements.all(subscriptionId.toUpperCase()))).toHaveLength(3);
    expect(await all(disagreements.all('other'))).toEqual([]);
  });

  it('stand beside the last comparison, which is none of them', async () => {
    const { disagreements } = test.store;
    expect(await disagreements.agreement(subscriptionId)).toBeUndefined();
    const agreement = {
      subscriptionId,
      comparedAt: '2026-03-01T09:00:00.000Z',
      compared: 4,
      agreed: 3,
      older: 2,
      unmatched: 1,
    };
    await disagreements.setAgreement(agreement);
    expect(await disagreements.agreement(subscriptionId)).toEqual(agreement);
    expect(await all(disagreements.all(subscriptionId))).toHaveLength(3);
  });
});
