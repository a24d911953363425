import { reader, startTestAzure } from '@phiwatch/azure-simulator/testing';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { accessQueries, keepingGaps } from '../../../src/phi-access/collection/index.ts';
import { createAzure } from '../../../src/platform/azure-clients/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';

const { types } = loadCatalogue();
const workspace = estate().find(({ type }) => type === 'Microsoft.OperationalInsights/workspaces')!;
const { customerId } = workspace['properties'] as { readonly customerId: string };

const table = (name: string, properties: object) => ({
  id: `${workspace.id}/tables/${name}`,
  name,
  type: 'Microsoft.OperationalInsights/workspaces/tables',
  properties,
});

async function gaps(more: readonly ReturnType<typeof table>[], workspaces = [customerId], isAllowed = true) {
  const azure = await startTestAzure({
    resources: [...estate(), ...more],
    ...(!isAllowed && { roles: [] }),
  });
  const credential = {
    getToken: async () => {
      const resource = 'https://management.azure.com';
      const { token } = await azure.simulation.tokens.issue({ oid: reader, resource });
      return { token, expiresOnTimestamp: Date.now() };
    },
  };
  const { logTables } = createAzure({ endpoint: azure.armUrl, credential, types });
  return keepingGaps({ queries: accessQueries, logTables, workspaces, subscriptions: [subscriptionId] });
}

test('tables that cannot be queried, or keep too little, are said', async () => {
  const found = await gaps([
    table('StorageBlobLogs', { plan: 'Basic', retentionInDays: 30 }),
    table('AZKVAuditLogs', { plan: 'Analytics', retentionInDays: 30 }),
    table('SigninLogs', { plan: 'Analytics', retentionInDays: 35 }),
    table('AuditLogs', {}),
    table('Heartbeat', { plan: 'Basic', retentionInDays: 8 }),
  ]);
  expect(found.toSorted()).toEqual([
    `The table AZKVAuditLogs of workspace ${customerId} keeps its rows for 30 days: baselines should look back 35.`,
    `The table StorageBlobLogs of workspace ${customerId} is on the plan Basic: it does not answer queries, so nothing in it is watched.`,
  ]);
});

test('what cannot be read is not known, and never taken as right', async () => {
  const other = '11111111-2222-4333-8444-555555555555';
  expect(await gaps([], [other])).toEqual([
    `The plans and the retention of the tables of workspace ${other} are not known: it is in none of the watched subscriptions.`,
  ]);
  expect(await gaps([], [customerId.toUpperCase()])).toEqual([]);
  const [denied] = await gaps([], [customerId], false);
  expect(denied).toMatch(/are not known: .*AuthorizationFailed/);
});
