import { groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, stranger, writer } from './start.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/${groups.clinical}`;
const server = `${group}/providers/Microsoft.Sql/servers/sql-lakeside-ehr`;
const change = { properties: { minimalTlsVersion: '1.3' } };

describe('the operations of a provider', () => {
  it('lie where the provider puts them, and need its right there', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now });
    azure.simulation.operations.arrange({ seconds: 60 });
    const accepted = await azure.call('PATCH', server, { oid: writer, body: change });
    const [status, result] = ['azure-asyncoperation', 'location'].map(
      (name) => new URL(accepted.headers.get(name)!),
    );
    const id = status!.pathname.split('/').at(-1);
    const region = `${group}/providers/Microsoft.Sql/locations/eastus2`;
    expect(status!.pathname).toBe(`${region}/serverAzureAsyncOperation/${id}`);
    expect(result!.pathname).toBe(`${region}/serverOperationResults/${id}`);
    azure.simulation.roles.set([
      {
        principal: stranger,
        scope: group,
        actions: ['Microsoft.Sql/locations/serverAzureAsyncOperation/read'],
      },
    ]);
    const ask = (url: URL) =>
      azure.call('GET', url.pathname, { oid: stranger, query: url.searchParams.toString() });
    expect((await ask(status!)).body.status).toBe('InProgress');
    expect((await ask(result!)).status).toBe(403);
  });
});

it('a path that is not encoded well is about no operation', async () => {
  const azure = await startTestAzure();
  const answer = await azure.call(
    'GET',
    `${group}/providers/Microsoft.Sql/locations/%E0%A4%A/operationStatuses/1`,
  );
  expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidRequestUri']);
});

describe('an answer that is lost', () => {
  it('leaves done what was asked for', async () => {
    const azure = await startTestAzure();
    azure.simulation.faults.add({ match: { method: 'PATCH' }, lost: true, times: 1 });
    await expect(azure.call('PATCH', server, { oid: writer, body: change })).rejects.toThrow();
    expect((await azure.call('GET', server)).body.properties.minimalTlsVersion).toBe('1.3');
    expect((await azure.call('PATCH', server, { oid: writer, body: change })).status).toBe(202);
  });
});
