import { reader, startTestAzure } from '@phiwatch/azure-simulator/testing';
import { expect, test } from 'vitest';
import { beginComparison } from '../../../src/monitoring/azure-comparison/index.ts';
import { handleBulkMessage } from '../../../src/monitoring/bulk-work/index.ts';
import { createAzure } from '../../../src/platform/azure-clients/create-azure.ts';
import { subscriptionId } from '../../support/fakes.ts';
import { assignmentId, comparedWorld, definitionId, idOf } from './world.ts';

test('a subscription is compared through Resource Graph, within its limits and over its pages', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `a${n}`);
  const isOn = (n: number) => n % 2 === 0;
  const accounts = Object.fromEntries(names.map((name, n) => [name, isOn(n)]));
  const { bulk, clock, disagreements, figures, ports } = await comparedWorld(accounts, []);
  const states = names.map((name, n) => ({
    resourceId: idOf(name),
    timestamp: '2026-03-01T08:20:00.0000000Z',
    policyAssignmentId: assignmentId.toUpperCase(),
    policyDefinitionId: definitionId,
    policyDefinitionReferenceId: 'Https',
    // Azure contradicts two of ours, one each way.
    complianceState: isOn(n) === (n !== 2 && n !== 3) ? 'Compliant' : 'NonCompliant',
  }));
  const roles = [{ principal: reader, scope: '/', actions: ['*/read'] }];
  const now = () => clock.now().getTime();
  const azure = await startTestAzure({ policy: { states }, pageSize: 1, throttled: true, roles, now });
  const { graph } = createAzure({
    endpoint: azure.armUrl,
    types: new Map(),
    credential: {
      getToken: async () => {
        const resource = 'https://management.azure.com';
        const { token } = await azure.simulation.tokens.issue({ oid: reader, resource });
        return { token, expiresOnTimestamp: 8_640_000_000_000_000 };
      },
    },
    now: () => clock.now(),
    wait: async (ms) => Promise.resolve(clock.advance(ms / 1000)),
  });
  await beginComparison(subscriptionId, { ...ports, graph });
  // Each portion has time for a few pages.
  let portions = 0;
  for (let message = bulk.next(); message !== undefined; message = bulk.next()) {
    await handleBulkMessage(message, { ...ports, graph }, 2_000);
    portions += 1;
  }
  expect(await figures()).toMatchObject({ compared: 40, agreed: 38, older: 0, unmatched: 0 });
  expect([...disagreements.kept.values()].map(({ resourceId }) => resourceId).toSorted()).toEqual([
    idOf('a2'),
    idOf('a3'),
  ]);
  expect(portions).toBeGreaterThan(3);
  expect(azure.simulation.log.filter(({ status }) => status === 429)).toEqual([]);
});
