import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Azure, PolicyStateRecord } from '@phiwatch/azure-simulator';
import { reader, startTestAzure, writer } from '@phiwatch/azure-simulator/testing';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, onTestFinished, test } from 'vitest';
import { createPolicyInsights } from '../../../src/platform/azure-clients/policy-insights.ts';

const assignmentId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/policyAssignments/a`;
const state = (n: number, complianceState = 'NonCompliant'): PolicyStateRecord => ({
  resourceId: imagingArchiveId,
  timestamp: '2026-03-01T08:00:00Z',
  policyAssignmentId: assignmentId,
  policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${n}`,
  policyDefinitionReferenceId: `reference-${n}`,
  complianceState,
  policyEvaluationDetails: {
    evaluatedExpressions: [{ path: 'properties.x', operator: 'Equals', targetValue: true, result: 'False' }],
  },
});

const insightsOf = (azure: Azure, oid = reader) =>
  createPolicyInsights({
    endpoint: azure.armUrl,
    credential: {
      getToken: async () => {
        const { token } = await azure.simulation.tokens.issue({
          oid,
          resource: 'https://management.azure.com',
        });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    scope: 'https://management.azure.com/.default',
    now: () => new Date(),
  });

test("Azure's states of a resource come whole, with the reason", async () => {
  const states = [1, 2, 3, 4, 5].map((n) => state(n));
  const azure = await startTestAzure({ policy: { states }, pageSize: 2 });
  const insights = insightsOf(azure);
  const one = await insights.statesOf(imagingArchiveId);
  expect(one.kind === 'read' && one.value).toHaveLength(5);
  expect(one).toMatchObject({
    value: [
      {
        resourceId: imagingArchiveId,
        assignmentId,
        referenceId: 'reference-1',
        state: 'NonCompliant',
        reason: 'properties.x Equals: False',
        timestamp: '2026-03-01T08:00:00.000Z',
      },
      ...Array.from({ length: 4 }, () => ({})),
    ],
  });
});

test('what may not be read is denied, as a value', async () => {
  const azure = await startTestAzure({ policy: { states: [state(1), state(2)] }, pageSize: 1 });
  azure.simulation.roles.set([]);
  expect(await insightsOf(azure).statesOf(imagingArchiveId)).toMatchObject({ kind: 'denied' });
});

test('an evaluation of a group and an attestation need their rights', async () => {
  const azure = await startTestAzure();
  const group = imagingArchiveId.split('/')[4] ?? '';
  const attestation = {
    subscriptionId,
    name: 'reviewed',
    assignmentId,
    referenceId: 'reference-1',
    state: 'Compliant',
    expiresOn: '2027-01-01T00:00:00.000Z',
    assessedOn: '2026-03-01T00:00:00.000Z',
    owner: writer,
    comments: 'reviewed',
  } as const;
  const asReader = insightsOf(azure);
  expect(await asReader.evaluate(subscriptionId, group)).toMatchObject({ kind: 'denied' });
  expect(await asReader.attest(attestation)).toMatchObject({ kind: 'denied' });
  const asWriter = insightsOf(azure, writer);
  expect(await asWriter.evaluate(subscriptionId, group)).toMatchObject({ kind: 'read' });
  expect(await asWriter.attest(attestation)).toMatchObject({ kind: 'read' });
  const id = `/subscriptions/${subscriptionId}/providers/Microsoft.PolicyInsights/attestations/reviewed`;
  expect(azure.simulation.resources.get(id)?.resource).toMatchObject({
    properties: { policyAssignmentId: assignmentId, complianceState: 'Compliant', owner: writer },
  });
});

interface Received {
  readonly eventType: string;
  readonly subject: string;
  readonly data: { readonly validationCode?: string };
}

test('a policy state that is new, changes or goes is an event of its own topic', async () => {
  const received: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [event] = JSON.parse(await text(request)) as [Received];
    const { validationCode } = event.data;
    if (validationCode === undefined) received.push(event);
    response.end(JSON.stringify({ validationResponse: validationCode }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const azure = await startTestAzure();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await azure.simulation.subscribe({ to: { url }, topic: 'policy' });
  await azure.sim('POST', '/policy-states', state(1));
  await azure.sim('POST', '/policy-states', state(1));
  await azure.sim('POST', '/policy-states', state(1, 'Compliant'));
  azure.simulation.policyStates.remove(imagingArchiveId, '2026-03-01T09:00:00Z');
  await azure.simulation.delivery.idle();
  expect(
    received.map(({ eventType }) => eventType.replace('Microsoft.PolicyInsights.PolicyState', '')).toSorted(),
  ).toEqual(['Changed', 'Created', 'Deleted']);
  expect(new Set(received.map(({ subject }) => subject))).toEqual(new Set([imagingArchiveId]));
});
