import { manualClock, reader, startTestAzure, stranger } from '@phiwatch/azure-simulator/testing';
import type { TestAzure } from '@phiwatch/azure-simulator/testing';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { createAzure } from '../../../src/platform/azure-clients/create-azure.ts';

const dana = '22222222-0000-4000-a000-000000000001';
const correlation = (n: number) => `33333333-0000-4000-a000-00000000000${n}`;
const minute = 60_000;

function clientOf(azure: TestAzure, now: () => number, oid = reader) {
  return createAzure({
    endpoint: azure.armUrl,
    types: new Map(),
    credential: {
      getToken: async () => {
        const resource = 'https://management.azure.com';
        const { token } = await azure.simulation.tokens.issue({ oid, resource });
        return { token, expiresOnTimestamp: 8_640_000_000_000_000 };
      },
    },
    now: () => new Date(now()),
  });
}

/** A person has changed two settings of the imaging archive, one with and one without a tag of their own. */
async function changed(pageSize = 100) {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now, pageSize });
  const iso = (ms = 0) => new Date(clock.now() + ms).toISOString();
  const patch = (n: number, body: object) =>
    azure.simulation.change({
      method: 'PATCH',
      id: imagingArchiveId,
      body,
      actor: { oid: dana, type: 'User' },
      correlationId: correlation(n),
    });
  const at = iso();
  patch(1, { properties: { minimumTlsVersion: 'TLS1_0' }, tags: { owner: 'somebody' } });
  clock.advance(minute);
  patch(2, { properties: { supportsHttpsTrafficOnly: false } });
  clock.advance(30 * minute);
  return { azure, clock, at, iso, ...clientOf(azure, clock.now) };
}

test('Resource Graph says which properties of a resource changed when, and never by whom', async () => {
  const { graph, at, iso } = await changed();
  const found = await graph.changesOf(imagingArchiveId.toUpperCase(), at, iso());
  expect(found).toMatchObject({ kind: 'read', value: { length: 2 } });
  expect(found.kind === 'read' && found.value).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'update',
        correlationId: correlation(2),
        paths: ['properties.supportsHttpsTrafficOnly'],
        truncated: false,
      }),
    ]),
  );
  expect(JSON.stringify(found)).not.toMatch(/@|TLS1_0|somebody/);
});

test('the Activity Log says by ids alone who did it, of what succeeded, from page to page', async () => {
  const { activityLog, at, iso } = await changed(1);
  const found = await activityLog.entries(subscriptionId, correlation(1), at, iso());
  expect(found).toMatchObject({
    kind: 'read',
    value: [
      {
        time: at,
        operation: 'Microsoft.Storage/storageAccounts/write',
        resourceId: imagingArchiveId,
        actor: { objectId: dana, kind: 'User' },
      },
    ],
  });
  expect(JSON.stringify(found)).not.toMatch(/@|Someone|203\.0/);
});

test('either says that it is denied, or shows nothing, to whom may not read it', async () => {
  const { azure, clock, at, iso } = await changed();
  const { activityLog, graph } = clientOf(azure, clock.now, stranger);
  expect(await activityLog.entries(subscriptionId, correlation(1), at, iso())).toMatchObject({
    kind: 'denied',
  });
  expect(await graph.changesOf(imagingArchiveId, at, iso())).toMatchObject({ kind: 'read', value: [] });
});

test('both are counted in the budgets', async () => {
  const { at, iso, ...client } = await changed();
  const { activityLog, graph } = client;
  await activityLog.entries(subscriptionId, correlation(1), at, iso());
  await graph.changesOf(imagingArchiveId, at, iso());
  expect(client.budgets().map(({ key }) => key.split('|')[1])).toEqual(
    expect.arrayContaining(['microsoft.insights', 'microsoft.resourcegraph']),
  );
});
