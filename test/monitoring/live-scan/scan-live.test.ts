import { expect, test } from 'vitest';
import { scanLive } from '../../../src/monitoring/live-scan/index.ts';
import { ScanTally } from '../../../src/monitoring/scan/index.ts';
import {
  account,
  accountId,
  collect,
  createWorld,
  existencePolicy,
  group,
  secureTransfer,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

async function scan(world: World, all = false) {
  const said: string[] = [];
  const { graph, azure, ports } = world;
  const after = async (milliseconds: number) => Promise.resolve(world.clock.advance(milliseconds / 1000));
  const findings = await collect(
    scanLive(
      {
        azure: { graph, scanReader: azure },
        catalogue: ports.catalogue,
        policies: ports.policies,
        exemptions: [],
        clock: { now: () => world.clock.now(), after },
        report: (text) => said.push(text),
      },
      { subscriptionId, chosen: () => true, all },
    ),
  );
  const tally = new ScanTally();
  for (const finding of findings) tally.add(finding);
  return { findings, said, code: tally.exitCode };
}

test('a subscription is evaluated by what Resource Manager says, related resources included', async () => {
  const logged = existencePolicy('logged', 'Microsoft.Insights/diagnosticSettings', accountId, 'resource');
  const world = createWorld([secureTransfer, logged]);
  world.azure.put(account(true));
  world.graph.lagging = [account(false), account(true, `${accountId}-gone`)];
  world.azure.put({
    id: `${group}/providers/Microsoft.Batch/batchAccounts/b`,
    type: 'Microsoft.Batch/batchAccounts',
  });
  const { findings, code } = await scan(world);
  expect(findings.map(({ policy, state }) => [policy, state])).toEqual([
    ['secure-transfer', 'Compliant'],
    ['logged', 'NonCompliant'],
  ]);
  expect(code).toBe(2);
});

test('types that cannot be read are said', async () => {
  const world = createWorld();
  world.azure.put({
    id: `${group}/providers/Microsoft.Batch/batchAccounts/b`,
    type: 'Microsoft.Batch/batchAccounts',
  });
  const { said, code } = await scan(world);
  expect(said).toEqual([
    expect.stringContaining('1 of type Microsoft.Batch/batchAccounts were not evaluated'),
  ]);
  expect(code).toBe(0);
});

test('what cannot be read is Unknown, and a partly read scope is no clean one', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  world.azure.put(account(true, `${accountId}2`));
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
    kind: 'denied',
    startedAt,
    reason: 'HTTP 403',
  }));
  const partly = await scan(world);
  expect(partly.findings).toMatchObject([
    { resourceId: accountId, state: 'Unknown', reason: 'read denied (HTTP 403)' },
    { resourceId: `${accountId}2`, state: 'Compliant' },
  ]);
  expect(partly.code).toBe(3);
  world.azure.instead.clear();
  world.graph.instead = (query) =>
    query === 'groups'
      ? undefined
      : { kind: 'page', startedAt: world.clock.iso(), resources: [], malformed: 0, truncated: true };
  expect(await scan(world)).toMatchObject({ findings: [{ resourceId: group, state: 'Unknown' }], code: 3 });
  world.graph.instead = () => ({ kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' });
  expect(await scan(world)).toMatchObject({
    findings: [{ resourceId: subscription, state: 'Unknown' }],
    code: 3,
  });
});

test('429 is waited for, and said', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  const until = world.clock.now().getTime() + 372_000;
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) =>
    world.clock.now().getTime() < until
      ? { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' }
      : undefined,
  );
  const { findings, said, code } = await scan(world);
  expect(findings).toMatchObject([{ state: 'Compliant' }]);
  expect(said).toEqual([`waiting 372 s for ${accountId}: read throttled (HTTP 429)`]);
  expect(code).toBe(0);
});

test.each(['denied', 'gone'] as const)(
  'a subscription that shows nothing, and that cannot be read itself (%s), is Unknown',
  async (kind) => {
    const world = createWorld();
    world.azure.instead.set(subscription.toLowerCase(), (startedAt) =>
      kind === 'gone' ? { kind, startedAt } : { kind, startedAt, reason: 'HTTP 403' },
    );
    expect(await scan(world)).toMatchObject({
      findings: [{ resourceId: subscription, state: 'Unknown' }],
      code: 3,
    });
  },
);
