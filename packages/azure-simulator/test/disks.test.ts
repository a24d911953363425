import { groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';

const disks = `/subscriptions/${subscriptionId}/resourceGroups/${groups.clinical}/providers/Microsoft.Compute/disks`;
const query = 'api-version=2026-03-02';
const body = { location: 'eastus2', properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 1 } };

describe('a disk', () => {
  it('comes into being when its operation ends', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now });
    azure.simulation.operations.arrange({ seconds: 5 });
    const accepted = await azure.call('PUT', `${disks}/d`, { oid: writer, query, body });
    expect([accepted.status, accepted.body]).toEqual([
      202,
      {
        name: 'd',
        ...body,
        properties: { ...body.properties, provisioningState: 'Updating', isArmResource: true },
      },
    ]);
    const [status, result] = ['azure-asyncoperation', 'location'].map(
      (name) => new URL(accepted.headers.get(name)!),
    );
    expect(status!.pathname).toBe(result!.pathname);
    expect(status!.pathname).toContain('/Microsoft.Compute/locations/eastus2/DiskOperations/');
    const follow = (url: URL) =>
      azure.call('GET', url.pathname, { oid: writer, query: url.searchParams.toString() });
    expect((await azure.call('GET', `${disks}/d`, { query })).status).toBe(404);
    const again = await azure.call('PUT', `${disks}/d`, { oid: writer, query, body });
    expect([again.status, again.body.error.code]).toEqual([409, 'Conflict']);
    expect((await follow(status!)).body.status).toBe('InProgress');
    expect((await follow(result!)).status).toBe(202);
    clock.advance(5000);
    expect((await follow(status!)).body.status).toBe('Succeeded');
    expect((await follow(result!)).body).toMatchObject({
      id: `${disks}/d`,
      sku: { name: 'Standard_LRS' },
      properties: {
        diskState: 'Unattached',
        networkAccessPolicy: 'AllowAll',
        timeCreated: '2026-01-05T09:00:05.000Z',
      },
    });
  });

  it('is refused beyond the quota of its region alone', async () => {
    const azure = await startTestAzure();
    azure.simulation.quotas.exhaust({ type: 'Microsoft.Compute/disks', location: 'eastus2' });
    const full = await azure.call('PUT', `${disks}/d`, { oid: writer, query, body });
    expect([full.status, full.body.error.code]).toEqual([409, 'OperationNotAllowed']);
    expect(full.body.error.message).toContain('PremiumDiskCount quota. Location: eastus2.');
    const elsewhere = { ...body, location: 'centralus' };
    expect((await azure.call('PUT', `${disks}/d`, { oid: writer, query, body: elsewhere })).status).toBe(202);
    azure.simulation.quotas.free();
    azure.simulation.quotas.exhaust({ code: 'Full', message: 'Nothing is made.' });
    const server = disks.replace('Compute/disks', 'Sql/servers/s');
    const refused = await azure.call('PUT', server, { oid: writer, body: { location: 'eastus2' } });
    expect(refused.body.error).toEqual({ code: 'Full', message: 'Nothing is made.' });
  });
});
