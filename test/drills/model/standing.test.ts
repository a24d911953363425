import { describe, expect, test } from 'vitest';
import { drillStanding, rpoOf, rtoOf } from '../../../src/drills/model/index.ts';
import type { ComponentRun, DrillCoverage as Coverage, Drill } from '../../../src/drills/model/index.ts';
import { component, ehr, images, planOf } from '../plans/sample-plan.ts';

const startedAt = '2026-08-10T06:00:00.000Z';
const endedAt = '2026-08-10T09:00:00.000Z';
const [backup, recovery, emergencyMode, tested, criticality] = ['A', 'B', 'C', 'D', 'E'].map(
  (letter) => `164.308(a)(7)(ii)(${letter})`,
) as [string, string, string, string, string];

const restored: ComponentRun = {
  component: ehr,
  kind: 'sql',
  status: 'done',
  mode: 'restored',
  restorePoint: '2026-08-10T05:52:30.000Z',
  checkedAt: '2026-08-10T07:14:30.000Z',
  checks: [],
  findings: [],
  facts: {},
  tries: 0,
};
const all: Coverage = { restored: 1, all: 1, byCriticality: {}, unplanned: [] };

function drill(more: Partial<Drill> = {}): Drill {
  return {
    id: 'dr-drill-2026Q3',
    quarter: '2026Q3',
    plan: planOf(),
    revision: { version: 1, sha256: 'a', signedBy: 's' },
    startedBy: 'timer',
    dueAt: startedAt,
    askedAt: startedAt,
    expiresAt: '2026-08-12T06:00:00.000Z',
    startedAt,
    phase: 'ended',
    components: [restored],
    coverage: all,
    result: 'executed',
    endedAt,
    ...more,
  };
}

const now = '2026-08-11T00:00:00.000Z';
const standing = (control: string, drills: readonly Drill[], at = now) =>
  drillStanding(control, undefined, drills, at)?.standing;

describe('a drill is a proof of testing and revision', () => {
  const until = '2027-02-15T00:00:00.000Z';

  test('until 45 days after the next quarter, and not at that moment', () => {
    const last = [drill()];
    expect(drillStanding(tested, undefined, last, '2027-02-14T23:59:59.999Z')).toEqual({
      standing: 'current',
      until,
    });
    expect(drillStanding(tested, undefined, last, until)).toEqual({ standing: 'expired', until });
  });

  test('whether its objectives were met or missed', () => {
    expect(standing(tested, [drill({ result: 'objective-missed' })])).toBe('current');
  });

  test.each<[what: string, later: Partial<Drill>]>([
    ['expires', { result: 'expired' }],
    ['is aborted', { result: 'aborted', stop: { result: 'aborted', why: 'x', at: endedAt } }],
    ['fails', { result: 'failed' }],
  ])('and stays one where a later one %s', (_what, later) => {
    const next = drill({
      id: 'dr-drill-2026Q4',
      quarter: '2026Q4',
      endedAt: '2026-10-07T06:00:00.000Z',
      ...later,
    });
    expect(drillStanding(tested, undefined, [drill(), next], '2026-10-08T00:00:00.000Z')).toEqual({
      standing: 'current',
      until,
    });
  });

  test.each<[what: string, first: readonly Drill[]]>([
    ['none was begun', []],
    [
      'it waits for approval',
      [drill({ phase: 'approval', result: undefined as never, endedAt: undefined as never })],
    ],
    ['it expired', [drill({ result: 'expired' })]],
    ['it failed', [drill({ result: 'failed' })]],
  ])('not where %s', (_what, drills) => {
    expect(standing(tested, drills)).toBeUndefined();
  });
});

describe('a drill shows that copies can be retrieved', () => {
  test.each<[why: string, more: Partial<Drill>, expected: string]>([
    ['all of it was', {}, 'current'],
    ['3 of 10 were', { coverage: { ...all, restored: 3, all: 10 } }, 'partial'],
    ['nothing holds PHI', { coverage: { ...all, restored: 0, all: 0 } }, 'partial'],
    [
      'one could not be restored',
      { components: [{ ...restored, status: 'failed' }], result: 'failed' },
      'failed',
    ],
    [
      'one is older than its objective',
      { components: [{ ...restored, restorePoint: '2026-08-10T05:31:00.000Z' }], result: 'objective-missed' },
      'failed',
    ],
  ])('%s', (_why, more, expected) => {
    expect(standing(backup, [drill(more)])).toBe(expected);
  });

  test('for each organization by what is its own', () => {
    const north = { ...restored, component: { ...ehr, organization: 'north' } };
    const south = {
      ...restored,
      status: 'failed',
      component: { ...component('lab', 'Microsoft.Sql/servers/s/databases/lab'), organization: 'south' },
    } as const;
    const drills = [drill({ components: [north, south], result: 'failed' })];
    expect(drillStanding(backup, 'north', drills, now)?.standing).toBe('current');
    expect(drillStanding(backup, 'south', drills, now)?.standing).toBe('failed');
    expect(drillStanding(backup, undefined, drills, now)?.standing).toBe('failed');
  });
});

describe('a drill shows that what others depend on is restored in time', () => {
  const readiness: ComponentRun = { ...restored, component: images, kind: 'storage', mode: 'readiness' };

  test.each<[why: string, components: readonly ComponentRun[], expected: string]>([
    ['it was', [restored], 'current'],
    ['something critical was only looked at', [restored, readiness], 'partial'],
    [
      'something of low criticality was only looked at',
      [restored, { ...readiness, component: { ...images, criticality: 'low' } }],
      'current',
    ],
    ['it took too long', [{ ...restored, checkedAt: '2026-08-10T10:00:01.000Z' }], 'failed'],
    ['nothing was restored', [readiness], 'partial'],
  ])('%s', (_why, components, expected) => {
    expect(standing(recovery, [drill({ components })])).toBe(expected);
  });

  test('for emergency mode only by a drill into the paired region', () => {
    expect(standing(emergencyMode, [drill()])).toBeUndefined();
    expect(standing(emergencyMode, [drill({ plan: planOf([ehr], { region: 'paired' }) })])).toBe('current');
  });
});

test('recovery time counts from T0 to the last check, the recovery point back from T0', () => {
  expect(rtoOf(restored, startedAt)).toEqual({ objectiveSeconds: 14_400, measuredSeconds: 4_470, met: true });
  expect(rpoOf(restored, startedAt)).toEqual({ objectiveSeconds: 900, measuredSeconds: 450, met: true });
  expect(rpoOf({ ...restored, restorePoint: '2026-08-10T05:31:00.000Z' }, startedAt)).toEqual({
    objectiveSeconds: 900,
    measuredSeconds: 1_740,
    met: false,
  });
});

test('what was only looked at has no recovery time', () => {
  expect(rtoOf({ ...restored, mode: 'readiness' }, startedAt)).toEqual({ objectiveSeconds: 14_400 });
});

describe('a drill shows that the ranks of its plan fit what holds PHI', () => {
  const low: ComponentRun = {
    ...restored,
    component: { ...images, criticality: 'low' },
    kind: 'storage',
    mode: 'readiness',
  };

  test.each<[why: string, more: Partial<Drill>, expected: string | undefined]>([
    ['all are ranked, and the first were restored', {}, 'current'],
    ['what is ranked low was only looked at', { components: [restored, low] }, 'current'],
    ['one is in no rank', { coverage: { ...all, all: 2, unplanned: ['/a'] } }, 'partial'],
    ['nothing holds PHI', { coverage: { ...all, restored: 0, all: 0 } }, 'partial'],
    ['its coverage was not counted', { coverage: undefined as never }, 'partial'],
    ['nothing is ranked first', { components: [low] }, 'partial'],
    [
      'what is ranked first was only looked at',
      { components: [{ ...restored, mode: 'readiness' }] },
      'partial',
    ],
    [
      'what is ranked first could not be restored',
      { components: [{ ...restored, status: 'failed' }], result: 'failed' },
      'partial',
    ],
    ['it came too late', { components: [{ ...restored, checkedAt: '2026-08-10T10:00:01.000Z' }] }, 'current'],
    ['nobody approved it', { result: 'expired' }, undefined],
  ])('%s', (_why, more, expected) => {
    expect(standing(criticality, [drill(more)])).toBe(expected);
  });
});
