import { describe, expect, test } from 'vitest';
import { recordControlChanges } from '../../../src/assurance/deadlines/record-control-changes.ts';
import { controlsView } from '../../../src/assurance/posture/index.ts';
import type { Drill } from '../../../src/drills/model/index.ts';
import { everyOwner } from '../../../src/records/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { ehr, planOf } from '../../drills/plans/sample-plan.ts';
import { createWorld } from '../../support/fakes.ts';

const tested = '164.308(a)(7)(ii)(D)';
const recovery = '164.308(a)(7)(ii)(B)';
const until = '2027-02-15T00:00:00.000Z';

const third: Drill = {
  id: 'dr-drill-2026Q3',
  quarter: '2026Q3',
  plan: planOf(),
  revision: { version: 1, sha256: 'a', signedBy: 's' },
  startedBy: 'timer',
  dueAt: '2026-08-10T06:00:00.000Z',
  askedAt: '2026-08-10T06:00:00.000Z',
  expiresAt: '2026-08-12T06:00:00.000Z',
  startedAt: '2026-08-10T06:00:00.000Z',
  phase: 'ended',
  components: [
    {
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
    },
  ],
  coverage: { restored: 1, all: 1, byCriticality: {}, unplanned: [] },
  result: 'executed',
  endedAt: '2026-08-10T09:00:00.000Z',
};

/** A world in which people have given all other proofs that the control needs. */
async function worldAt(moment: string) {
  const world = createWorld();
  const ports = {
    ...world.ports,
    catalogue: { ...world.ports.catalogue, controls: loadCatalogue().controls },
  };
  world.clock.advance((Date.parse(moment) - world.clock.now().getTime()) / 1000);
  const given = { control: tested, status: 'given', expiresAt: '2028-01-01T00:00:00.000Z' } as const;
  const kept = (id: string, value: object) =>
    ({ id, version: 1, recordedAt: '2026-08-11T00:00:00.000Z', value }) as never;
  await ports.records.reviews.add(everyOwner, kept('r', { ...given, by: 'a', met: true }));
  await ports.records.decisions.add(everyOwner, kept('d', { ...given, choice: 'implemented' }));
  const of = async (id: string) => (await controlsView(ports)).find((view) => view.id === id);
  return { world, ports, of };
}

describe('a control that needs a drill', () => {
  test('says that there was none yet', async () => {
    const { of } = await worldAt('2026-09-01T00:00:00.000Z');
    expect(await of(tested)).toMatchObject({
      status: 'unknown',
      summary: 'Unknown: not drilled yet',
      open: ['drill'],
    });
    expect(await of(recovery)).toMatchObject({
      status: 'unknown',
      summary: 'Unknown: no attestation on record; not drilled yet',
    });
  });

  test('is met while a drill holds', async () => {
    const { of, ports } = await worldAt('2026-09-01T00:00:00.000Z');
    await ports.drills.write(third, undefined);
    expect(await of(tested)).toMatchObject({ status: 'proofs-on-record', proofs: { drill: 'current' } });
    expect(await of(recovery)).toMatchObject({ proofs: { drill: 'current', attestation: 'missing' } });
  });

  test('drifts at the very moment at which the last drill stops to hold, whenever that is noticed', async () => {
    const { of, ports, world } = await worldAt('2027-02-14T23:30:00.000Z');
    await ports.drills.write(third, undefined);
    await recordControlChanges(ports);
    world.clock.advance(45 * 60);
    expect(await of(tested)).toMatchObject({
      status: 'unknown',
      summary: 'Unknown: the last drill was too long ago',
      ended: { drill: until },
    });
    await recordControlChanges(ports);
    const drifts = await ports.records.controls.history(everyOwner, tested);
    expect(drifts).toMatchObject([
      { value: { from: null, to: 'proofs-on-record' } },
      {
        recordedAt: '2027-02-15T00:15:00.000Z',
        value: { from: 'proofs-on-record', to: 'unknown', cause: ['drill'], at: until },
      },
    ]);
  });

  test('says which part is shown where not all was restored', async () => {
    const { of, ports } = await worldAt('2026-09-01T00:00:00.000Z');
    const coverage = { restored: 3, all: 10, byCriticality: {}, unplanned: [] };
    await ports.drills.write({ ...third, coverage }, undefined);
    expect(await of('164.308(a)(7)(ii)(A)')).toMatchObject({
      status: 'unknown',
      proofs: { drill: 'partial' },
    });
  });
});
