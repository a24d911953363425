import { expect, test } from 'vitest';
import type { RecentUse } from '../../../src/phi-access/anomalies/index.ts';
import { withRecentUse } from '../../../src/response/approval/plan-use.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { drifted } from '../drifted.ts';

const known = { since: '2026-03-02T10:00:00.000Z', until: '2026-03-09T10:10:00.000Z' };
const catalogue = loadCatalogue();
const entry = (name: string) => catalogue.policies.find((each) => each.name === name)!;
const sharedKey = entry('storage-forbids-shared-key-access');

const needsMore = (name: string) => entry(name).requirements !== undefined;

/** A plan as it is proposed, told of a use. */
async function said(policy: string, recentUse: (() => Promise<RecentUse | undefined>) | undefined) {
  const world = await drifted(entry(policy), {
    mode: 'ask',
    isOne: (each) => !needsMore(policy) || /approved private endpoint|^open$/.test(each.name),
  });
  const { plan } = world.all().at(-1)!;
  const { recentUse: _, ...before } = plan!;
  const ports = { ...world.answerPorts, ...(recentUse && { recentUse }) };
  return withRecentUse(before, world.resource.id, ports);
}

test.each<[policy: string, found: RecentUse | undefined, text: string]>([
  [
    'storage-forbids-shared-key-access',
    { calls: 1_204, addresses: 4, last: '2026-03-09T08:12:00.000Z', ...known },
    '1204 calls signed by an account key or a SAS (from 4 addresses) since 2026-03-02T10:00:00.000Z (logs read until 2026-03-09T10:10:00.000Z); the last at 2026-03-09T08:12:00.000Z. The logs cover blobs, not files, queues and tables. A SAS that Entra ID has signed (user delegation) keeps working.',
  ],
  [
    'storage-forbids-shared-key-access',
    { calls: 0, addresses: 0, ...known },
    'no call signed by an account key or a SAS since 2026-03-02T10:00:00.000Z (logs read until 2026-03-09T10:10:00.000Z). The logs cover blobs, not files, queues and tables. A SAS that Entra ID has signed (user delegation) keeps working.',
  ],
  [
    'storage-forbids-anonymous-blob-access',
    { calls: 1, addresses: 1, last: '2026-03-09T08:12:00.000Z', ...known },
    '1 call without signing in (from 1 address) since 2026-03-02T10:00:00.000Z (logs read until 2026-03-09T10:10:00.000Z); the last at 2026-03-09T08:12:00.000Z.',
  ],
  [
    'storage-network-denies-by-default',
    { calls: 90, addresses: 1_000, last: '2026-03-09T08:12:00.000Z', ...known },
    '90 calls from public addresses (from many addresses) since 2026-03-02T10:00:00.000Z (logs read until 2026-03-09T10:10:00.000Z); the last at 2026-03-09T08:12:00.000Z. Where a caller had public and other addresses in one hour, all its calls of that hour count. A rule, or the bypass for trusted Azure services, may still let some of them in.',
  ],
  [
    'key-vault-network-denies-by-default',
    undefined,
    'unknown: no access log of the last seven days covers this resource',
  ],
])('whoever approves %s is told of the use that it ends', async (policy, found, text) => {
  const plan = await said(policy, () => Promise.resolve(found));
  expect(plan.recentUse).toBe(text);
});

test('what cannot be read holds no plan up', async () => {
  const lines: string[] = [];
  const world = await drifted(sharedKey, { mode: 'ask' });
  const plan = await withRecentUse(world.all().at(-1)!.plan!, world.resource.id, {
    ...world.answerPorts,
    recentUse: () => Promise.reject(new Error('the table does not answer')),
    log: createLog((level, line) => lines.push(`${level} ${line}`)),
  });
  expect(plan.recentUse).toBe('unknown: the logs could not be read');
  expect(lines).toEqual([expect.stringContaining('The recent use of a resource could not be looked up')]);
});

test('without access logs it is unknown, in the plan and in the message, and no part of what is approved', async () => {
  const world = await drifted(sharedKey, { mode: 'ask' });
  const { plan, request } = world.all().at(-1)!;
  expect(plan?.recentUse).toBe('unknown: access logs are not connected');
  const message = world.outbox.added.findLast(({ kind }) => kind === 'decision');
  expect(message?.content).toMatchObject({ recentUse: 'unknown: access logs are not connected' });
  const told = await withRecentUse(plan!, world.resource.id, {
    ...world.answerPorts,
    recentUse: () => Promise.resolve({ calls: 3, addresses: 1, last: known.until, ...known }),
  });
  expect(told.hash).toBe(request?.planHash);
});

test('a fix that ends no use that logs tell of says nothing of it', async () => {
  const world = await drifted(entry('storage-keeps-blob-versions'), { mode: 'ask' });
  expect(world.all().at(-1)?.plan).not.toHaveProperty('recentUse');
});
