import { estate, groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, stranger, writer } from './start.ts';
import type { Answer, TestAzure } from './start.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/${groups.clinical}`;
const target = `${subscription}/resourceGroups/drill`;
const vault = `${group}/providers/Microsoft.RecoveryServices/vaults/rsv`;
const found = estate().find(
  ({ type, properties }) =>
    type === 'Microsoft.Compute/virtualMachines' && JSON.stringify(properties).includes('"lun":0'),
)!;
const machine = found.id!;
const short = found.name!.replaceAll('-', '');
const item = `${vault}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;v2;rg;vm/protectedItems/vm;iaasvmcontainerv2;rg;vm`;
const point = `${item}/recoveryPoints/17`;
const account = `${target}/providers/Microsoft.Storage/storageAccounts/staging`;
const query = 'api-version=2025-02-01';
const types = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems';

const resources = [
  ...estate(),
  {
    id: target,
    name: 'drill',
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    location: 'eastus2',
  },
  { id: vault, name: 'rsv', type: 'Microsoft.RecoveryServices/vaults', location: 'eastus2' },
  {
    id: item,
    name: 'vm;iaasvmcontainerv2;rg;vm',
    type: types,
    properties: { protectedItemType: 'Microsoft.Compute/virtualMachines', sourceResourceId: machine },
  },
  {
    id: point,
    name: '17',
    type: `${types}/recoveryPoints`,
    properties: { recoveryPointTime: '2026-01-05T02:00:00.000Z' },
  },
  {
    id: account,
    name: 'staging',
    type: 'Microsoft.Storage/storageAccounts',
    location: 'eastus2',
    sku: { name: 'Standard_LRS' },
  },
];

const asked = {
  objectType: 'IaasVMRestoreRequest',
  recoveryPointId: '17',
  recoveryType: 'RestoreDisks',
  sourceResourceId: machine,
  targetResourceGroupId: target,
  storageAccountId: account,
  region: 'eastus2',
  createNewCloudService: false,
  originalStorageAccountOption: false,
};

async function start() {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now, resources });
  azure.simulation.operations.arrange({ idPattern: '/restore$', seconds: 30 });
  azure.simulation.operations.arrange({ idPattern: '/backupJobs/', seconds: 3600 });
  return { azure, clock };
}

const restore = (azure: TestAzure, properties: object = asked, oid = writer) =>
  azure.call('POST', `${point}/restore`, { oid, query, body: { properties } });

const follow = (azure: TestAzure, answer: Answer, name: string) => {
  const url = new URL(answer.headers.get(name)!);
  return azure.call('GET', url.pathname, { oid: writer, query });
};

const disksIn = (azure: TestAzure) =>
  [...azure.simulation.resources.all()].filter(({ id = '' }) =>
    id.startsWith(`${target}/providers/Microsoft.Compute/disks/`),
  );

const jobOf = async (azure: TestAzure, answer: Answer) => {
  const { jobId } = (await follow(azure, answer, 'azure-asyncoperation')).body.properties;
  return (await azure.call('GET', `${vault}/backupJobs/${jobId}`, { query })).body.properties;
};

describe('what a vault protects', () => {
  it('is listed and read', async () => {
    const { azure } = await start();
    const get = async (path: string) => (await azure.call('GET', path, { query })).body;
    expect((await get(`${vault}/backupProtectedItems`)).value).toMatchObject([{ id: item }]);
    expect((await get(`${item}/recoveryPoints`)).value).toMatchObject([{ id: point }]);
    expect((await get(point)).properties.recoveryPointTime).toBe('2026-01-05T02:00:00.000Z');
    const newer = await azure.call('GET', point, { query: 'api-version=2026-07-01' });
    expect(newer.status).toBe(400);
    expect((await azure.call('DELETE', point, { oid: writer, query })).status).toBe(405);
  });
});

describe('a restore of disks', () => {
  it('is over when its job is, long after its operation', async () => {
    const { azure, clock } = await start();
    const accepted = await restore(azure);
    expect([accepted.status, accepted.body]).toEqual([202, undefined]);
    const links = ['azure-asyncoperation', 'location'].map((name) =>
      decodeURIComponent(new URL(accepted.headers.get(name)!).pathname),
    );
    expect(links[0]).toContain(`${item}/operationsStatus/`);
    expect(links[1]).toContain(`${item}/operationResults/`);
    expect((await follow(azure, accepted, 'azure-asyncoperation')).body.status).toBe('InProgress');
    expect((await follow(azure, accepted, 'location')).status).toBe(202);
    clock.advance(30_000);
    expect((await follow(azure, accepted, 'location')).body).toMatchObject({
      status: 'Succeeded',
      properties: { objectType: 'OperationStatusJobExtendedInfo' },
    });
    expect(await jobOf(azure, accepted)).toMatchObject({ operation: 'Restore', status: 'InProgress' });
    expect(disksIn(azure)).toEqual([]);
    clock.advance(3_600_000);
    expect(await jobOf(azure, accepted)).toMatchObject({
      status: 'Completed',
      endTime: '2026-01-05T10:00:30.000Z',
    });
    expect(disksIn(azure).map(({ name }) => name)).toEqual([
      `${short}-datadisk-000-20260105-090030`,
      `${short}-osdisk-20260105-090030`,
    ]);
    for (const disk of disksIn(azure)) {
      expect(disk).not.toHaveProperty('tags');
      expect(disk['properties']).toMatchObject({
        diskSizeGB: 256,
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
        provisioningState: 'Succeeded',
      });
    }
    expect((await azure.call('GET', `${vault}/backupJobs`, { query })).body.value).toHaveLength(1);
  });

  it('closes the disks where it is asked to', async () => {
    const { azure, clock } = await start();
    const same = { targetDiskNetworkAccessOption: 'SameAsOnSourceDisks' };
    await restore(azure, { ...asked, targetDiskNetworkAccessSettings: same });
    const own = { targetDiskNetworkAccessOption: 'EnablePrivateAccessForAllDisks', targetDiskAccessId: '/a' };
    await restore(azure, { ...asked, targetDiskNetworkAccessSettings: own });
    clock.advance(30_000);
    azure.simulation.operations.advance();
    clock.advance(3_600_000);
    const policies = disksIn(azure).map(({ name = '', properties }) => [
      name.slice(short.length),
      (properties as { networkAccessPolicy: string }).networkAccessPolicy,
    ]);
    expect(policies).toEqual([
      ['-datadisk-000-20260105-090030', 'DenyAll'],
      ['-datadisk-000-20260105-090031', 'AllowPrivate'],
      ['-osdisk-20260105-090030', 'DenyAll'],
      ['-osdisk-20260105-090031', 'AllowPrivate'],
    ]);
  });

  it('makes no disks without a group for them', async () => {
    const { azure, clock } = await start();
    const { targetResourceGroupId: _, ...rest } = asked;
    const accepted = await restore(azure, rest);
    clock.advance(30_000);
    azure.simulation.operations.advance();
    clock.advance(3_600_000);
    expect((await jobOf(azure, accepted)).status).toBe('Completed');
    expect(disksIn(azure)).toEqual([]);
  });

  it.each([
    [
      'a failure',
      'No',
      (azure: TestAzure) =>
        azure.simulation.operations.arrange({
          idPattern: '/backupJobs/',
          seconds: 3600,
          failure: { code: 'No', message: 'No.' },
        }),
    ],
    [
      'a quota',
      'OperationNotAllowed',
      ({ simulation }: TestAzure) => simulation.quotas.exhaust({ type: 'Microsoft.Compute/disks' }),
    ],
    [
      'a lock',
      'ScopeLocked',
      ({ simulation }: TestAzure) =>
        simulation.resources.put({
          id: `${target}/providers/Microsoft.Authorization/locks/l`,
          name: 'l',
          type: 'Microsoft.Authorization/locks',
          properties: { level: 'ReadOnly' },
        }),
    ],
    [
      'a policy',
      'RequestDisallowedByPolicy',
      ({ simulation }: TestAzure) =>
        (simulation.denials = [
          {
            assignmentId: `${subscription}/providers/Microsoft.Authorization/policyAssignments/no-disks`,
            definitionId: '/providers/Microsoft.Authorization/policyDefinitions/disks',
            denies: ({ type }) => type === 'Microsoft.Compute/disks',
          },
        ]),
    ],
  ])('makes none where %s forbids it, and its job says so', async (_what, code, forbid) => {
    const { azure, clock } = await start();
    forbid(azure);
    const accepted = await restore(azure);
    clock.advance(30_000);
    azure.simulation.operations.advance();
    clock.advance(3_600_000);
    expect(await jobOf(azure, accepted)).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorTitle: code }],
    });
    expect(disksIn(azure)).toEqual([]);
  });

  it.each([
    ['recoveryType', 'OriginalLocation'],
    ['recoveryType', 'AlternateLocation'],
    ['objectType', 'AzureFileShareRestoreRequest'],
    ['recoveryPointId', '18'],
    ['sourceResourceId', `${machine}x`],
    ['region', 'centralus'],
    ['storageAccountId', `${account}x`],
    ['targetResourceGroupId', `${target}x`],
  ])('with another %s, %s, is refused', async (name, value) => {
    const { azure } = await start();
    const answer = await restore(azure, { ...asked, [name]: value });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'BMSUserErrorInvalidInput']);
    expect(answer.body.error.message).toContain(`'${name}'`);
  });

  it.each(['Standard_ZRS', 'Standard_GZRS', 'Premium_LRS'])('takes no account of kind %s', async (name) => {
    const { azure } = await start();
    const { resource } = azure.simulation.resources.get(account)!;
    azure.simulation.resources.put({ ...resource, sku: { name } });
    expect((await restore(azure)).body.error.message).toContain("'storageAccountId'");
  });

  it('needs rights on the point, the machine, the account and the group', async () => {
    const { azure } = await start();
    const all: readonly (readonly [string, ...string[]])[] = [
      [vault, `${types}/recoveryPoints/restore/action`],
      [machine, 'Microsoft.Compute/virtualMachines/read', 'Microsoft.Compute/virtualMachines/write'],
      [account, 'Microsoft.Storage/storageAccounts/write'],
      [target, 'Microsoft.Resources/subscriptions/resourceGroups/write', 'Microsoft.Compute/disks/write'],
    ];
    const { roles } = azure.simulation;
    const given = roles.get();
    const set = (grants: typeof all) =>
      roles.set([
        ...given,
        ...grants.map(([scope, ...actions]) => ({ principal: stranger, scope, actions })),
      ]);
    set(all.slice(1));
    expect((await restore(azure, asked, stranger)).body.error.code).toBe('AuthorizationFailed');
    for (const without of all.slice(1)) {
      set(all.filter((each) => each !== without));
      const answer = await restore(azure, asked, stranger);
      expect([answer.status, answer.body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
      expect(answer.body.error.message).toContain(without.slice(1).join(','));
    }
    set(all);
    expect((await restore(azure, asked, stranger)).status).toBe(202);
  });
});
