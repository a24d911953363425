import { describe, expect, it } from 'vitest';
import { readBicepTypes } from '../../../test/support/bicep-types.ts';
import { needsShared } from '../../../test/support/shared.ts';
import * as hospital from '../src/index.ts';
import type { Resource } from '../src/index.ts';

const { drillEstate, drillGroupId, estate, imagingArchiveId } = hospital;
const resources = drillEstate();
const byId = (id: string): Resource | undefined => resources.find((each) => each.id === id);

describe('the layout of what drills find', needsShared('bicep-types'), () => {
  it('is what ARM returns, as far as the definitions go', () => {
    const types = readBicepTypes()!;
    const described = resources
      .filter(({ type }) => !/\/backupFabrics\//.test(type))
      .map((each) =>
        each.id === drillGroupId ? { ...each, type: 'Microsoft.Resources/resourceGroups' } : each,
      );
    const problems = described.flatMap((each) =>
      (types.problems(each) ?? [': type not described']).map((problem) => `${each.id} ${problem}`),
    );
    expect(problems).toEqual([]);
  });
});

describe('what drills find', () => {
  it('is each id once, new but for the account whose replication is told', () => {
    const ids = resources.map(({ id }) => id!.toLowerCase());
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(estate().map(({ id }) => id!.toLowerCase()));
    expect(ids.filter((id) => known.has(id))).toEqual([imagingArchiveId.toLowerCase()]);
    expect(hospital.replicatedAccountId).toBe(imagingArchiveId);
    expect(byId(imagingArchiveId)?.['properties']).toMatchObject({
      geoReplicationStats: { status: 'Live', lastSyncTime: '2026-01-05T05:53:00.000Z', canFailover: true },
    });
  });

  it.each([
    hospital.drillGroupId,
    hospital.drillServerId,
    hospital.drillKeyVaultId,
    hospital.drillAccountId,
    hospital.drillNetworkId,
    hospital.drillPostgresSubnetId,
    hospital.drillEndpointSubnetId,
    hospital.ehrGeoBackupId,
    hospital.pacsGeoBackupId,
    hospital.backupVaultId,
    hospital.protectedItemId,
  ])('has %s', (id) => {
    expect(byId(id)).toBeDefined();
  });

  it.each([
    hospital.ehrServerId,
    hospital.ehrDatabaseId,
    hospital.pacsServerId,
    hospital.pacsDatabaseId,
    hospital.protectedMachineId,
  ])('restores %s, which is in the hospital', (id) => {
    expect(estate().some((each) => each.id === id)).toBe(true);
  });

  it('is as old as it is told to be', () => {
    const at = new Date('2027-03-01T04:00:00Z');
    const [older, newest] = hospital.recoveryPointIds.map((id) =>
      drillEstate(at).find((each) => each.id === id),
    );
    expect(older?.['properties']).toMatchObject({ recoveryPointTime: '2027-02-28T04:00:00.000Z' });
    expect(newest?.['properties']).toMatchObject({ recoveryPointTime: at.toISOString() });
    const takenAt = new Date('2027-02-24T04:00:00Z');
    const longTerm = drillEstate(at).find(({ id }) => id === hospital.longTermBackupId(takenAt));
    expect(longTerm?.['properties']).toMatchObject({ backupTime: takenAt.toISOString() });
  });

  it('is always the same, and names no person', () => {
    expect(drillEstate()).toEqual(resources);
    expect(JSON.stringify(resources)).not.toMatch(/[\w.]+@[\w-]+\.\w+/);
  });
});
