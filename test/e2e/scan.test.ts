import { estate, imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { App } from './support/app.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { latestScan, nextScan, scanned } from './support/scans.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

/** A part of the hospital: the scans are about what ends them, not about all that they see. */
const hospital = estate().filter(({ type }) =>
  /^Microsoft\.(Resources|Storage|KeyVault|Network|Insights)\b/.test(type ?? ''),
);
const it = useWorld({ messageLease: 60, resources: hospital });

describe.skipIf(given)('a full scan', () => {
  test('whose host is killed in the middle is ended by the next one, and records nothing twice', async () => {
    const { world } = it;
    const { faults } = world.azure.simulation;
    const host = world.hosts.at(-1);
    if (!host) throw new Error('there is no host');
    faults.hold({ method: 'GET', idPattern: 'stlakesideimages$' });
    await it.app.run('full-scan');
    await until('the scan to be in the middle', () =>
      faults.holds().some(({ waiting }) => waiting > 0) ? true : undefined,
    );
    expect((await latestScan(it.app))?.status).toBe('running');
    await host.kill();
    faults.release();
    const next = await world.startHost({ port: Number(new URL(host.url).port) });
    const app = new App(connectionTo(world, next));
    await drain({ app, world });

    const scan = await latestScan(app);
    expect(scan).toMatchObject({ status: 'finished', missed: { drifts: 0 } });
    // Everything was seen but types that no api-version is known for.
    expect(new Set(scan?.gaps.map(({ kind }) => kind))).toEqual(new Set(['unmapped']));
    expect(scan?.figures.confirmed).toBe(scan?.figures.evaluated);
    const drifts = await app.drifts();
    expect(scan?.drifts).toBe(drifts.length);
    expect(new Set(drifts.map(({ id }) => id)).size).toBe(drifts.length);
    expect(new Set(drifts.map(({ resourceId, policy }) => `${resourceId} ${policy}`)).size).toBe(
      drifts.length,
    );
    expect(drifts.every(({ cause, foundBy }) => cause === 'baseline' && foundBy === 'full-scan')).toBe(true);

    // A day later the timer begins one by itself.
    world.moveTime(86_400_000);
    const nightly = await nextScan(app, scan?.id);
    await drain({ app, world });
    expect(await latestScan(app)).toMatchObject({ id: nightly, status: 'finished', missed: { drifts: 0 } });

    // What nobody tells of is found by the next one, and who did it by Azure's own records.
    await app.azure.change({
      method: 'PATCH',
      id: imagingArchiveId,
      body: { properties: { supportsHttpsTrafficOnly: false } },
    });
    expect(await scanned({ app, world })).toMatchObject({ missed: { drifts: 1, resources: 1 } });
    expect((await app.drifts(imagingArchiveId)).at(-1)).toMatchObject({
      to: 'NonCompliant',
      foundBy: 'full-scan',
      candidates: [{ source: 'activity-log', operation: 'Microsoft.Storage/storageAccounts/write' }],
    });
  });
});
