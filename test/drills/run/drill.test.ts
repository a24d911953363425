import { describe, expect, test } from 'vitest';
import { reportOf, takeTurn } from '../../../src/drills/run/index.ts';
import { drillServer, drillGroup, drillWorld, ehrId, usualFigures } from './world.ts';

const copy = `${drillServer}/databases/drill-2026q4-ehr`;

describe('a drill', () => {
  test('restores a database, measures it to the second, and destroys the copy', async () => {
    const world = await drillWorld();
    const { clock, simulation, ports } = world;
    const id = await world.approved();
    // T0 is 06:00:00. The create is accepted at 06:04:10, and takes until 07:10:00.
    await takeTurn(id, ports);
    clock.advance(250);
    simulation.operations.arrange({ idPattern: 'drill-2026q4-ehr', seconds: 3_950, retryAfter: 3_950 });
    world.figures['drill-2026q4-ehr'] = () => {
      // The copy is asked until 07:14:30; its deletion takes a minute.
      clock.advance(270);
      simulation.operations.arrange({ idPattern: 'drill-2026q4-ehr', seconds: 60 });
      return usualFigures;
    };
    const drill = await world.run();
    const report = reportOf(drill);
    expect(report).toMatchObject({
      id: 'dr-drill-2026Q4',
      result: 'executed',
      startedAt: '2026-10-05T06:00:00.000Z',
      components: [
        {
          name: 'ehr',
          resourceId: ehrId,
          mode: 'restored',
          restorePoint: '2026-10-05T05:52:30.000Z',
          restorePointFrom: 'lastAvailableBackupDate',
          copyId: copy,
          rto: { objectiveSeconds: 14_400, measuredSeconds: 4_470, met: true },
          rpo: { objectiveSeconds: 900, measuredSeconds: 450, met: true },
          checks: [
            { name: 'online', outcome: 'passed', detail: 'since 2026-10-05T07:10:00.000Z' },
            { name: 'table visits', outcome: 'passed' },
          ],
          findings: [],
        },
      ],
      coverage: { restored: 1, all: 1, unplanned: [] },
      teardown: { live: 0, destroyed: [copy] },
    });
    expect(drill.components[0]?.acceptedAt).toBe('2026-10-05T06:04:10.000Z');
    expect(report.proves).toEqual([
      '164.308(a)(7)(ii)(D): the contingency plan was tested by executing it',
      '164.308(a)(7)(ii)(A): an exact copy of ehr as of 2026-10-05T05:52:30.000Z can be retrieved',
      '164.308(a)(7)(ii)(B): ehr is restored within its objectives',
      '164.308(a)(7)(ii)(E): the plan ranks every store that holds PHI; restored: critical 1 of 1',
      `164.310(d)(2)(i): the copies were destroyed by ${drill.endedAt}`,
    ]);
    // Azure keeps its backups for a week, in one region: that is said, too.
    const [kept] = report.teardown.softDeleted;
    expect(kept?.id).toMatch(/\/restorableDroppedDatabases\/drill-2026q4-ehr,\d+$/);
    expect(report.doesNotProve).toContain(
      `that nothing of the copies can be restored: Azure keeps 1 of them until ${kept?.purgedAt}`,
    );
    expect(kept?.purgedAt).toMatch(/^2026-10-12T07:1/);
    expect(world.writes()).toEqual([
      `PATCH ${drillGroup}/providers/Microsoft.Resources/tags/default 200`,
      `PUT ${copy} 202`,
      expect.stringMatching(`DELETE ${copy} 20`),
    ]);
    expect(simulation.resources.get(copy)).toBeUndefined();
  });
});
