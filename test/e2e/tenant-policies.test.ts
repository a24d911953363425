import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { useApp } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useApp();
const scope = `/subscriptions/${subscriptionId}`;
const provider = `${scope}/providers/Microsoft.Authorization`;
const definitionId = `${provider}/policyDefinitions/costcentre`;
const assignmentId = `${provider}/policyAssignments/costcentre`;

test('what the tenant assigns evaluates what is there, and no longer what it leaves out', async () => {
  const { app } = it;
  const id = await app.copyOf(imagingArchiveId);
  const drifts = async () =>
    (await app.drifts(id))
      .filter(({ policy }) => policy.endsWith('/costcentre'))
      .map(({ cause, from, to }) => `${cause}: ${from} -> ${to}`);
  await app.changed({
    method: 'PUT',
    id: definitionId,
    body: {
      properties: {
        displayName: 'Storage accounts carry a cost center',
        policyType: 'Custom',
        mode: 'Indexed',
        version: '1.0.0',
        policyRule: {
          if: {
            allOf: [
              { field: 'type', equals: 'Microsoft.Storage/storageAccounts' },
              { field: "tags['no-resource-has-this']", exists: false },
            ],
          },
          then: { effect: 'audit' },
        },
      },
    },
  });
  const properties = { policyDefinitionId: definitionId, scope, parameters: {} };
  await app.changed({ method: 'PUT', id: assignmentId, body: { properties } });
  await until('the first evaluation', async () => (await drifts())[0]);
  expect(await drifts()).toEqual(['baseline: null -> NonCompliant']);

  await app.changed({
    method: 'PATCH',
    id: assignmentId,
    body: { properties: { notScopes: [id] } },
  });
  await until('the end of it', async () => (await drifts())[1]);
  expect((await drifts()).at(-1)).toBe('scope: NonCompliant -> NotApplicable');

  await app.azure.change({ method: 'DELETE', id: assignmentId });
});

test('the agreement with Azure can be asked for', async () => {
  const answer = await it.app.get('/api/agreement');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ subscriptions: [], disagreements: [] });
});
