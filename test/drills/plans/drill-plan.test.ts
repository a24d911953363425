import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { planRevisions, planSchema, planTrouble, revisePlan } from '../../../src/drills/plans/index.ts';
import type { PlanRevision } from '../../../src/drills/plans/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { component, ehr, group, images, planOf } from './sample-plan.ts';

const folder = new URL('../../../controls/drills/', import.meta.url);

test.each(readdirSync(folder))('the plan %s that comes with phiwatch is one', (name) => {
  const plan = planSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  const [, drillGroup = ''] = /^(.*\/resourceGroups\/[^/]+)\//.exec(plan.targets.sqlServer ?? '') ?? [];
  expect(planTrouble(plan, drillGroup)).toBeUndefined();
});

/** The first thing that is wrong with a plan: its field, and why. */
function wrongWith(plan: unknown): string {
  const [issue] = planSchema.safeParse(plan).error?.issues ?? [];
  return issue ? `${issue.path.join('.')} ${issue.message}` : '';
}

test.each<[what: unknown, why: string | RegExp]>([
  [planOf(), ''],
  [planOf([ehr, { ...images, name: 'ehr' }]), 'components.1.name must differ from that of component 0'],
  [
    planOf([ehr, { ...ehr, name: 'again', resourceId: ehr.resourceId.toUpperCase() }]),
    'components.1.resourceId must differ from that of component 0',
  ],
  [
    planOf([component('vm', 'Microsoft.Compute/virtualMachines/vm')]),
    /^components\.0\.resourceId must be of a type that a drill knows: microsoft\.sql/,
  ],
  [
    planOf([ehr], { cost: { currency: 'USD', cap: 9.99 } }),
    'cost.cap must not be below what the components are estimated to cost, 10 USD',
  ],
  [
    planOf([ehr], { schedule: { monthOfQuarter: 1, dayOfMonth: 5, time: '6:00' } }),
    'schedule.time must be a time like 06:00',
  ],
  [planOf([ehr], { approvers: [] }), /^approvers /],
  [
    planOf([ehr], { freezes: [{ from: '2027-01-04T00:00:00Z', until: '2026-12-20T00:00:00Z', why: 'x' }] }),
    'freezes.0.until must be after from',
  ],
  [planOf([{ ...ehr, name: 'The EHR' }]), /^components\.0\.name must have 1 to 40 lower-case/],
  [
    planOf([{ ...ehr, restore: 'ledger' }]),
    'components.0.restore can be "ledger" for the storage account of phiwatch alone',
  ],
  [{ ...planOf(), canary: true }, /canary/],
])('a plan is refused with its field: %#', (plan, why) => {
  expect(wrongWith(plan)).toEqual(typeof why === 'string' ? why : expect.stringMatching(why));
});

test.each<[why: string, plan: ReturnType<typeof planOf>, field: string | undefined]>([
  ['nothing is wrong', planOf(), undefined],
  [
    'a target outside the drill group would be a copy in production',
    planOf([ehr], { targets: { sqlServer: ehr.resourceId.replace('/databases/ehr', '') } }),
    'targets.sqlServer',
  ],
  [
    'a copy is no source',
    planOf([{ ...ehr, resourceId: `${group}/providers/Microsoft.Sql/servers/sql-drill/databases/ehr` }]),
    'components.0.resourceId',
  ],
  ['a database needs a server', planOf([ehr], { targets: {} }), 'targets.sqlServer'],
  [
    'the tables of phiwatch need an account',
    planOf([{ ...images, restore: 'ledger' }], { targets: {} }),
    'targets.tablesAccount',
  ],
  ['what is only read needs no target', planOf([images], { targets: {} }), undefined],
])('beside the drill group: %s', (_why, plan, field) => {
  expect(planTrouble(plan, group)?.field).toBe(field);
});

const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-drill`;

test('the parts of a plan are compared where no drill group is known', () => {
  expect(planTrouble(planOf(), undefined)).toBeUndefined();
  expect(planTrouble(planOf([images, ehr], { targets: {} }), undefined)).toEqual({
    field: 'targets.sqlServer',
    why: 'is needed for component 1 (ehr)',
  });
  expect(planTrouble(planOf([ehr], { targets: { sqlServer: vault } }), undefined)).toEqual({
    field: 'targets.sqlServer',
    why: 'must be of the type Microsoft.Sql/servers',
  });
});

describe('a revision', () => {
  const signer = { objectId: '3c9d7e51-2b84-4f60-a1d9-6e8f0b2c4a73', kind: 'user' } as const;
  const ports = () => ({
    plans: new MemoryRecords<PlanRevision>(),
    drillGroup: group,
    clock: new FakeClock(),
  });

  test('is signed by who makes it, over the plan as it is', async () => {
    const given = ports();
    await revisePlan({ plan: planOf(), why: 'The first plan' }, signer, given);
    const again = { plan: planOf([ehr, images]), why: 'Images were missing', lessonsOf: ['dr-drill-2026Q3'] };
    expect(await revisePlan(again, signer, given)).toMatchObject({ kind: 'saved', record: { version: 2 } });
    const revisions = await planRevisions(given);
    expect(revisions.map(({ version, value }) => [version, value.signedBy, value.sha256.length])).toEqual([
      [1, signer.objectId, 64],
      [2, signer.objectId, 64],
    ]);
    expect(new Set(revisions.map(({ value }) => value.sha256)).size).toBe(2);
  });

  test('is of a person, and only where drills can be run', async () => {
    const request = { plan: planOf(), why: 'The first plan' };
    expect(await revisePlan(request, { ...signer, kind: 'application' }, ports())).toEqual({
      kind: 'forbidden',
      why: 'application',
    });
    const { drillGroup: _, ...without } = ports();
    expect(await revisePlan(request, signer, without)).toMatchObject({ kind: 'conflict' });
  });

  test('names an approver beside who signs it', async () => {
    const alone = planOf([ehr], { approvers: [signer.objectId] });
    expect(await revisePlan({ plan: alone, why: 'Alone' }, signer, ports())).toMatchObject({
      kind: 'invalid',
      field: 'plan.approvers',
    });
  });

  test('names the field that is wrong, within the plan', async () => {
    const wrong = { plan: planOf([ehr], { targets: {} }), why: 'No server' };
    expect(await revisePlan(wrong, signer, ports())).toMatchObject({
      kind: 'invalid',
      field: 'plan.targets.sqlServer',
    });
  });
});
