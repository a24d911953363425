import { estate, groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';
import type { Answer, TestAzure } from './start.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/${groups.clinical}`;
const server = `${group}/providers/Microsoft.Sql/servers/sql-lakeside-ehr`;
const database = `${server}/databases/pharmacy`;
const postgres = `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg`;
const vault = `${group}/providers/Microsoft.RecoveryServices/vaults/rsv`;
const disk = `${group}/providers/Microsoft.Compute/disks/spare`;
const item = `${vault}/backupFabrics/Azure/protectionContainers/c;vm/protectedItems/vm;vm`;

const tracked = (id: string, properties: object, rest: object = {}) => {
  const [, type, parts = ''] = /providers\/([^/]+\/[^/]+)\/(.+)$/.exec(id) ?? [];
  return { id, name: parts, type: type!, location: 'eastus2', properties, ...rest };
};

const resources = [
  ...estate(),
  tracked(postgres, { state: 'Ready' }),
  tracked(vault, { provisioningState: 'Succeeded' }),
  tracked(disk, { provisioningState: 'Succeeded' }),
];

const versions: Readonly<Record<string, string>> = {
  [disk]: '2026-03-02',
  [vault]: '2024-10-01',
};

async function start() {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now, resources });
  azure.simulation.operations.arrange({ seconds: 60 });
  return { azure, clock };
}

const call = (azure: TestAzure, method: string, id: string, body?: unknown): Promise<Answer> => {
  const version = versions[id];
  const query = version === undefined ? {} : { query: `api-version=${version}` };
  return azure.call(method, id, { oid: writer, ...query, ...(body !== undefined && { body }) });
};

describe.each([
  [database, { status: 'Online' }, 'DropLogicalDatabase'],
  [server, { state: 'Ready' }, 'DropLogicalServer'],
  [postgres, { state: 'Dropping' }, undefined],
  [vault, { provisioningState: 'Deleting' }, undefined],
  [disk, { provisioningState: 'Deleting' }, undefined],
])('%s', (id, meanwhile, operation) => {
  it('is deleted when its operation ends, and is there until then', async () => {
    const { azure, clock } = await start();
    const accepted = await call(azure, 'DELETE', id);
    expect([accepted.status, accepted.body?.operation]).toEqual([202, operation]);
    expect((await call(azure, 'GET', id)).body.properties).toMatchObject(meanwhile);
    expect((await call(azure, 'DELETE', id)).status).toBe(409);
    expect(azure.simulation.changes).toEqual([]);
    clock.advance(60_000);
    const link = new URL(accepted.headers.get('azure-asyncoperation')!);
    const status = await azure.call('GET', link.pathname, {
      oid: writer,
      query: link.searchParams.toString(),
    });
    expect(status.body.status).toBe('Succeeded');
    expect((await call(azure, 'GET', id)).status).toBe(404);
    expect((await call(azure, 'DELETE', id)).status).toBe(204);
    expect(azure.simulation.changes.map(({ kind }) => kind)).toEqual(['Delete']);
  });

  it('stays where its operation fails', async () => {
    const { azure, clock } = await start();
    azure.simulation.operations.arrange({ seconds: 60, failure: { code: 'No', message: 'No.' } });
    const before = (await call(azure, 'GET', id)).body;
    expect((await call(azure, 'DELETE', id)).status).toBe(202);
    clock.advance(60_000);
    expect((await call(azure, 'GET', id)).body).toEqual(before);
  });
});

describe('a SQL server', () => {
  it('is not deleted while a database of it is worked on, nor takes one while it is deleted', async () => {
    const { azure, clock } = await start();
    const body = { location: 'eastus2', properties: {} };
    await call(azure, 'PUT', `${server}/databases/new`, body);
    const refused = await call(azure, 'DELETE', server);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'ConflictingServerOperation']);
    clock.advance(60_000);
    expect((await call(azure, 'DELETE', server)).status).toBe(202);
    const late = await call(azure, 'PUT', `${server}/databases/late`, body);
    expect([late.status, late.body.error.code]).toEqual([409, 'ConflictingServerOperation']);
    clock.advance(60_000);
    expect((await call(azure, 'GET', `${server}/databases/new`)).status).toBe(404);
  });

  it('keeps its system database', async () => {
    const { azure } = await start();
    const type = 'Microsoft.Sql/servers/databases';
    azure.simulation.resources.put({ id: `${server}/databases/master`, name: 'master', type });
    const refused = await call(azure, 'DELETE', `${server}/databases/master`);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'CannotUseReservedDatabaseName']);
  });
});

describe('what is in use', () => {
  it('is not deleted: a vault with a machine in it, a disk that is attached', async () => {
    const { azure } = await start();
    const { resources: store } = azure.simulation;
    const type = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems';
    store.put({ id: item, name: 'vm;vm', type, properties: {} });
    const full = await call(azure, 'DELETE', vault);
    expect([full.status, full.body.error.code]).toEqual([400, 'ServiceResourceNotEmptyWithBackendMessage']);
    store.put({
      ...store.get(disk)!.resource,
      managedBy: `${group}/providers/Microsoft.Compute/virtualMachines/a`,
    });
    const attached = await call(azure, 'DELETE', disk);
    expect([attached.status, attached.body.error.code]).toEqual([409, 'OperationNotAllowed']);
  });

  it('is not deleted where a lock forbids it', async () => {
    const { azure } = await start();
    const type = 'Microsoft.Authorization/locks';
    azure.simulation.resources.put({
      id: `${database}/providers/${type}/keep`,
      name: 'keep',
      type,
      properties: { level: 'CanNotDelete' },
    });
    expect((await call(azure, 'DELETE', database)).body.error.code).toBe('ScopeLocked');
  });
});
