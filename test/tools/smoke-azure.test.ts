import { manualClock, startTestAzure, writer } from '@phiwatch/azure-simulator/testing';
import { subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { createAzure, createWriteChecks } from '../../src/platform/azure-clients/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { createArmCall } from '../../tools/smoke-azure/arm-call.ts';
import type { ArmCall } from '../../tools/smoke-azure/arm-call.ts';
import type { SmokeOptions, SmokePorts } from '../../tools/smoke-azure/ports.ts';
import { readSmokeOptions } from '../../tools/smoke-azure/read-options.ts';
import { runSmoke } from '../../tools/smoke-azure/run-smoke.ts';

const catalogue = loadCatalogue();
const remedies = [...catalogue.policies.values()].filter(({ remedy }) => remedy?.kind === 'patch');
const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/rg-smoke`;

/** The simulated hospital with an empty resource group, and a clock that each pause moves. */
async function start(more: Partial<SmokeOptions> = {}) {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now, settleMs: 20_000 });
  azure.simulation.resources.put({
    id: group,
    name: 'rg-smoke',
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    location: 'eastus2',
  });
  const connection = {
    endpoint: azure.armUrl,
    scope: 'https://management.azure.com/.default',
    now: () => new Date(clock.now()),
    credential: {
      getToken: async () => {
        const resource = 'https://management.azure.com';
        const { token, expiresOn } = await azure.simulation.tokens.issue({ oid: writer, resource });
        return { token, expiresOnTimestamp: expiresOn * 1000 };
      },
    },
  };
  const { types } = catalogue;
  const interrupting = new AbortController();
  const said: string[] = [];
  const sleep = (milliseconds: number) => Promise.resolve(clock.advance(milliseconds));
  const options = {
    subscriptionId,
    resourceGroup: 'rg-smoke',
    write: true,
    only: [],
    workers: 1,
    watchSeconds: 30,
    ...more,
  };
  const ports: SmokePorts = {
    call: createArmCall(connection),
    checks: createWriteChecks({ ...connection, types }),
    graph: createAzure({ ...connection, types, wait: sleep }).graph,
    catalogue,
    now: connection.now,
    sleep,
    print: (line) => said.push(line),
    interrupted: interrupting.signal,
    suffix: 'ab12',
    tenantId: azure.tenantId,
  };
  const run = (changed: Partial<SmokePorts> = {}) => runSmoke(options, { ...ports, ...changed });
  const inGroup = () =>
    [...azure.simulation.resources.all()].flatMap(({ id = '' }) => (id.startsWith(`${group}/`) ? [id] : []));
  const sent = () => azure.simulation.log.filter(({ method }) => !['GET', 'POST'].includes(method));
  return { azure, run, ports, said, inGroup, sent, interrupting };
}

test('without --write it only reads', async () => {
  const { run, sent } = await start({ write: false });
  const { checks, observations } = await run();
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['identity', true],
    ['rights', true],
    ['graph', true],
    ['locks', true],
    ['etags', true],
  ]);
  expect(checks[0]?.found).toEqual({ clientId: writer, objectId: writer });
  expect(checks.at(-1)?.found).toMatchObject({ 'microsoft.storage/storageaccounts': 'none' });
  expect(observations).toEqual([]);
  expect(sent()).toEqual([]);
});

test('rights that the remediation role has and the identity lacks are listed', async () => {
  const { azure, run } = await start({ write: false });
  azure.simulation.roles.set([{ principal: writer, scope: subscription, actions: ['*/read', '*/write'] }]);
  const { checks } = await run();
  expect(checks.find(({ name }) => name === 'rights')).toMatchObject({
    ok: false,
    found: { lacking: ['Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action'] },
  });
});

test('with --write each remedy is tried on a resource of its own, and all is deleted', async () => {
  const { run, inGroup, said } = await start();
  const { observations, left, trouble } = await run();
  expect(trouble).toBeUndefined();
  expect(observations.map(({ policy }) => policy)).toEqual(remedies.map(({ name }) => name));
  for (const { policy, trouble: of, answer, readings = [], request } of observations) {
    // A server that is made for a moment has no private endpoint: that Azure refuses is what is to be seen.
    const isRefused = policy === 'sql-server-forbids-public-network';
    if (isRefused) expect(of).toContain('PECsNotExistingToDenyPublicNetworkAccess');
    else expect(of, policy).toBeUndefined();
    if (isRefused) expect(answer?.status).toBe(400);
    else expect(answer?.status, policy).toBeLessThan(300);
    expect(answer?.headers, policy).toHaveProperty('x-ms-request-id');
    expect(request?.body, policy).toBeDefined();
    expect(
      readings.map(({ second }) => second),
      policy,
    ).toEqual([0, 5, 10, 15, 20, 25, 30]);
    for (const value of Object.values(readings.at(-1)!.values)) expect(value, policy).toBeDefined();
  }
  expect(inGroup()).toEqual([]);
  // What Azure keeps of a deleted vault is told.
  expect(left.map(({ id }) => id.split('/').at(-2))).toEqual(['vaults']);
  expect(said.some((line) => line.startsWith('REMAINS '))).toBe(true);
});

test('a remedy is watched for five minutes, every five seconds, and each reading has the values', async () => {
  const given = ['--subscription', subscriptionId, '--resource-group', 'rg-smoke', '--write'];
  const options = readSmokeOptions([...given, '--only', 'cosmos-forbids-public-network'], new Date(0));
  if (typeof options === 'string') throw new Error(options);
  const { run } = await start({ ...options, workers: 1 });
  const [observation] = (await run()).observations;
  const { readings = [] } = observation!;
  expect(readings).toHaveLength(61);
  expect(readings[0]).toMatchObject({
    second: 0,
    status: 200,
    provisioningState: 'Updating',
    values: { 'properties.publicNetworkAccess': 'Enabled' },
  });
  expect(readings.at(-1)).toMatchObject({
    second: 300,
    provisioningState: 'Succeeded',
    values: { 'properties.publicNetworkAccess': 'Disabled' },
  });
});

describe('with --write, nothing is made', () => {
  test('where the resource group is not empty', async () => {
    const { azure, run, sent } = await start();
    const id = `${group}/providers/Microsoft.Storage/storageAccounts/theirs`;
    azure.simulation.resources.put({
      id,
      name: 'theirs',
      type: 'Microsoft.Storage/storageAccounts',
      location: 'x',
    });
    expect((await run()).trouble).toBe('the resource group must be empty, and has 1 resources or more');
    expect(sent()).toEqual([]);
  });

  test('where there is no such resource group', async () => {
    const { run, sent } = await start({ resourceGroup: 'nowhere' });
    expect((await run()).trouble).toMatch(/^the resource group cannot be read: HTTP 404/);
    expect(sent()).toEqual([]);
  });
});

const only = ['storage-requires-secure-transfer', 'sql-database-is-encrypted'];

describe('what was made is deleted', () => {
  test('after a failure, which holds up no other remedy', async () => {
    const { run, ports, inGroup } = await start({ only });
    // The connection breaks when the first remedy is written.
    const call: ArmCall = (method, path, ...rest) =>
      method === 'PUT' && path.includes('/transparentDataEncryption/')
        ? Promise.reject(new Error('connection reset'))
        : ports.call(method, path, ...rest);
    const { observations, left } = await run({ call });
    expect(observations.map(({ policy, trouble }) => [policy, trouble])).toEqual([
      ['sql-database-is-encrypted', 'Error: connection reset'],
      ['storage-requires-secure-transfer', undefined],
    ]);
    expect(inGroup()).toEqual([]);
    expect(left).toEqual([]);
  });

  test('after Ctrl-C, at whatever moment it comes', async () => {
    for (const at of [1, 2, 3, 8, 12]) {
      const { run, ports, inGroup, interrupting } = await start({ only });
      let pauses = 0;
      const sleep = (milliseconds: number) => {
        pauses += 1;
        if (pauses === at) interrupting.abort();
        return ports.sleep(milliseconds);
      };
      const { left, trouble } = await run({ sleep });
      expect(trouble, `at pause ${at}`).toBe('it was interrupted');
      expect(inGroup(), `at pause ${at}`).toEqual([]);
      expect(left, `at pause ${at}`).toEqual([]);
    }
  });

  test('as far as Azure lets it: what remains is told with its reason', async () => {
    const { azure, run, inGroup } = await start({ only: only.slice(0, 1) });
    azure.simulation.faults.add({ match: { method: 'DELETE' }, status: 403 });
    const { left } = await run();
    expect(inGroup()).toHaveLength(1);
    expect(left).toEqual([
      { id: inGroup()[0], why: expect.stringContaining('HTTP 403 AuthorizationFailed') as unknown },
    ]);
  });
});

test.each([
  [[], '--subscription must be the id of a subscription, a GUID'],
  [['--subscription', subscriptionId], '--resource-group must be the name of a resource group'],
  [
    ['--subscription', subscriptionId, '--resource-group', '../x'],
    '--resource-group must be the name of a resource group',
  ],
])('%j is refused: %s', (given, why) => {
  expect(readSmokeOptions(given, new Date(0))).toBe(why);
});
