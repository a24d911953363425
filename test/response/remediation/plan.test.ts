import { describe, expect, test } from 'vitest';
import { bodyOf, planFor, revertOf, sideOf, targetOf } from '../../../src/response/remediation/plan.ts';
import type { Plan, PlannedChange } from '../../../src/response/remediation/types.ts';
import type { CataloguePolicy, Remedy, Requirement } from '../../../src/rules/controls/types.ts';
import type { PlannedOperation } from '../../../src/rules/policy/types.ts';
import { account, accountId, policyOf, secureTransfer } from '../../support/fakes.ts';

const now = '2026-03-01T08:00:00.000Z';
const transfer: Remedy = { kind: 'patch', properties: { supportsHttpsTrafficOnly: true }, method: 'PATCH' };

function plan(policy: CataloguePolicy, resource = account(false)): Plan {
  const planned = planFor(policy, resource, resource, now);
  if (planned.kind !== 'plan') throw new Error(planned.why);
  return planned.plan;
}

const httpsOnly: PlannedChange = { path: 'properties.supportsHttpsTrafficOnly', before: false, after: true };
const tls: PlannedChange = { path: 'properties.minimumTlsVersion', after: 'TLS1_2' };

describe('the side that a resource shows of two changes', () => {
  test.each([
    ['before', 'nothing', account(false)],
    ['neither', 'the first setting', account(true)],
    ['neither', 'the second setting', account(false, accountId, { minimumTlsVersion: 'TLS1_2' })],
    ['after', 'both settings', account(true, accountId, { minimumTlsVersion: 'TLS1_2' })],
    ['neither', 'another value', account(true, accountId, { minimumTlsVersion: 'TLS1_1' })],
  ] as const)('is %s where %s is written', (side, _name, resource) => {
    expect(sideOf(resource, [httpsOnly, tls])).toBe(side);
  });
});

describe('the hash of a plan', () => {
  const own: CataloguePolicy = { ...secureTransfer, remedy: transfer };
  const { hash } = plan(own);
  const task = (assignmentId: string): CataloguePolicy => ({
    ...own,
    remedy: { kind: 'task', assignmentId },
  });

  test('is a SHA-256 in hexadecimal digits', () => expect(hash).toMatch(/^[0-9a-f]{64}$/));

  test('is the same for the same resource in another spelling', () => {
    expect(plan(own, account(false, accountId.toUpperCase())).hash).toBe(hash);
  });

  test('is another for another resource, another value before, and another assignment', () => {
    expect(plan(own, account(false, `${accountId}2`)).hash).not.toBe(hash);
    expect(plan(own, account('other')).hash).not.toBe(hash);
    expect(plan(task('/a')).hash).not.toBe(plan(task('/b')).hash);
  });

  test('is the same for the same plan at another time', () => {
    expect(planFor(own, account(false), account(false), '2026-03-02T08:00:00.000Z')).toMatchObject({
      plan: { hash },
    });
  });

  test.each<[string, CataloguePolicy]>([
    ['version of the policy', { ...own, version: '1.0.1' }],
    ['policy', { ...own, name: 'other' }],
    ['method', { ...own, remedy: { ...transfer, method: 'PUT' } }],
    ['value', { ...own, remedy: { ...transfer, properties: { supportsHttpsTrafficOnly: 'yes' } } }],
  ])('is another for another %s', (_name, policy) => {
    expect(plan(policy).hash).not.toBe(hash);
  });
});

describe('the revert of a plan', () => {
  const applied = { ...plan({ ...secureTransfer, remedy: transfer }), caution: 'clients may fail' };

  test('sets the earlier values, as a plan of its own', () => {
    const { hash, caution: _caution, ...rest } = applied;
    const reverted = revertOf(applied, '2026-03-02T08:00:00.000Z');
    expect(reverted).toEqual({
      kind: 'plan',
      plan: {
        ...rest,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        kind: 'revert',
        changes: [{ path: httpsOnly.path, before: true, after: false }],
        plannedAt: '2026-03-02T08:00:00.000Z',
      },
    });
    expect('plan' in reverted && reverted.plan.hash).not.toBe(hash);
  });

  test.each<[given: string, plan: Plan, why: string]>([
    [
      'a setting that was not set',
      { ...applied, changes: [httpsOnly, tls] },
      'a setting that was not set before cannot be unset',
    ],
    [
      'a remediation task',
      { ...applied, kind: 'task' },
      'what a remediation task has deployed cannot be reverted',
    ],
  ])('is not planned for %s', (_given, of, why) => {
    expect(revertOf(of, now)).toEqual({ kind: 'none', why });
  });
});

test('a PUT sends the whole resource, without what Azure gives it', () => {
  const resource = {
    ...account(false),
    location: 'westeurope',
    tags: { team: 'imaging' },
    etag: 'W/"1"',
    systemData: { createdBy: 'ada' },
  };
  const put = plan({ ...secureTransfer, remedy: { ...transfer, method: 'PUT' } }, resource);
  expect(bodyOf(put, resource)).toEqual({
    location: 'westeurope',
    tags: { team: 'imaging' },
    properties: { provisioningState: 'Succeeded', supportsHttpsTrafficOnly: true },
  });
});

test('a PATCH sends each property that it touches whole, and no other', () => {
  const resource = {
    ...account(false, accountId, { networkAcls: { defaultAction: 'Allow', bypass: 'None' } }),
    tags: { team: 'imaging' },
  };
  const changes = [
    httpsOnly,
    { path: 'properties.networkAcls.defaultAction', before: 'Allow', after: 'Deny' },
    { path: "tags['cost.center']", after: '7' },
  ];
  const { hash, ...rest } = plan({ ...secureTransfer, remedy: transfer });
  expect(bodyOf({ ...rest, hash, changes }, resource)).toEqual({
    properties: {
      supportsHttpsTrafficOnly: true,
      networkAcls: { defaultAction: 'Deny', bypass: 'None' },
    },
    tags: { team: 'imaging', 'cost.center': '7' },
  });
});

const closing = (properties: { [name: string]: unknown }): Remedy => ({ ...transfer, properties }) as Remedy;

/** Of an account that accepts unencrypted connections, with a network rule. */
test.each<[remedy: string, remedy: Remedy, planned: object]>([
  ['one setting', transfer, { kind: 'plan', plan: { changes: [httpsOnly] } }],
  [
    'a setting that is there, and one that is not set',
    closing({ supportsHttpsTrafficOnly: true, minimumTlsVersion: 'TLS1_2' }),
    { kind: 'plan', plan: { changes: [httpsOnly, tls] } },
  ],
  [
    'a nested setting',
    closing({ networkAcls: { defaultAction: 'Deny' } }),
    {
      kind: 'plan',
      plan: { changes: [{ path: 'properties.networkAcls.defaultAction', before: 'Allow', after: 'Deny' }] },
    },
  ],
  [
    'a setting that is null',
    closing({ none: 'x' }),
    { kind: 'plan', plan: { changes: [{ path: 'properties.none', before: null, after: 'x' }] } },
  ],
  [
    'settings that are as wanted, and one that is not',
    closing({ supportsHttpsTrafficOnly: true, networkAcls: { defaultAction: 'Allow' } }),
    { kind: 'plan', plan: { changes: [httpsOnly] } },
  ],
  [
    'settings that are as wanted',
    closing({ networkAcls: { defaultAction: 'Allow' } }),
    { kind: 'needless', why: 'the settings are as the remedy would make them' },
  ],
  [
    'a setting that holds others',
    closing({ networkAcls: 'x' }),
    { kind: 'none', why: 'properties.networkAcls is not a single value' },
  ],
  [
    'a setting in a list',
    closing({ 'rules[0]': 'x' }),
    { kind: 'none', why: 'properties.rules[0] lies in a list' },
  ],
  [
    'a remediation task',
    { kind: 'task', assignmentId: '/assignment' },
    {
      kind: 'plan',
      plan: { kind: 'task', method: 'TASK', changes: [], task: { assignmentId: '/assignment' } },
    },
  ],
  [
    'a remediation task of a policy in an initiative',
    { kind: 'task', assignmentId: '/assignment', referenceId: 'logs' },
    { kind: 'plan', plan: { task: { assignmentId: '/assignment', referenceId: 'logs' } } },
  ],
])('a remedy of %s', (_name, remedy, planned) => {
  const resource = account(false, accountId, {
    networkAcls: { defaultAction: 'Allow', ipRules: [] },
    none: null,
  });
  expect(planFor({ ...secureTransfer, remedy }, resource, resource, now)).toMatchObject(planned);
});

test('a plan is about one version of its policy, and has its caution', () => {
  const caution = 'clients without TLS fail';
  const policy = { ...secureTransfer, remedy: { ...transfer, caution } };
  expect(plan(policy)).toEqual({
    hash: expect.any(String),
    kind: 'patch',
    policy: 'secure-transfer',
    policyVersion: '1.0.0',
    target: accountId,
    method: 'PATCH',
    changes: [httpsOnly],
    caution,
    plannedAt: now,
  });
  expect(plan({ ...secureTransfer, remedy: transfer })).not.toHaveProperty('caution');
});

test.each<[remedy: Remedy, target: string]>([
  [transfer, accountId],
  [
    { ...transfer, on: { type: 'Microsoft.Storage/storageAccounts/blobServices', name: 'default' } },
    `${accountId}/blobServices/default`,
  ],
  [{ kind: 'modify' }, accountId],
  [{ kind: 'task', assignmentId: '/assignment' }, accountId],
])('the remedy %j writes to %s', (remedy, target) => {
  expect(targetOf(remedy, accountId)).toBe(target);
});

describe('values that go along', () => {
  const along = { source: 'user-override' };
  const policy = { ...secureTransfer, remedy: { ...transfer, with: along } };
  const sent = [{ path: 'properties.source', value: 'user-override' }];

  test('are part of the plan and of its hash, and not of its changes', () => {
    expect(plan(policy)).toMatchObject({ changes: [httpsOnly], with: sent });
    const other = { ...policy, remedy: { ...policy.remedy, with: { source: 'other' } } };
    const hashes = [{ ...policy, remedy: transfer }, policy, other].map((each) => plan(each).hash);
    expect(new Set(hashes).size).toBe(3);
  });

  test('are sent, whatever the resource has', () => {
    const resource = account(false, accountId, { source: 'system-default' });
    expect(bodyOf(plan(policy, resource), resource)).toEqual({
      properties: { supportsHttpsTrafficOnly: true, source: 'user-override' },
    });
  });

  test('make no plan where the settings are as they should be', () => {
    expect(planFor(policy, account(true), account(true), now)).toMatchObject({ kind: 'needless' });
  });

  test('are sent when the plan is reverted', () => {
    expect(revertOf(plan(policy), now)).toMatchObject({ plan: { with: sent } });
  });
});

describe('a setting that is stricter than its remedy', () => {
  const remedy: Remedy = { ...transfer, properties: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2' } };
  const config = (minTlsVersion: string, scmMinTlsVersion: string) =>
    planFor(
      { ...secureTransfer, remedy },
      account(false),
      account(false, accountId, { minTlsVersion, scmMinTlsVersion }),
      now,
    );

  test('stays, and the one that is too low is set', () => {
    const changes = [{ path: 'properties.scmMinTlsVersion', before: '1.0', after: '1.2' }];
    expect(config('1.3', '1.0')).toMatchObject({ kind: 'plan', plan: { changes } });
  });

  test('is nothing to correct by itself', () => {
    expect(config('1.3', '1.2')).toMatchObject({ kind: 'needless' });
  });
});

describe('a plan that may cut users off', () => {
  const remedy: Remedy = { ...transfer, properties: { allowSharedKeyAccess: false } };
  const open = account(false, accountId, { allowSharedKeyAccess: true });

  test('says so, and its revert does not', () => {
    const cutting = plan({ ...secureTransfer, remedy }, open);
    expect(cutting.cutsOff).toBe(true);
    expect(plan({ ...secureTransfer, remedy: transfer })).not.toHaveProperty('cutsOff');
    const reverted = revertOf(cutting, now);
    expect('plan' in reverted && reverted.plan).not.toHaveProperty('cutsOff');
  });
});

describe('what a remedy requires', () => {
  const requirement = (
    found: ReturnType<Requirement['evaluate']>,
    otherwise = 'it must be closed first',
  ) => ({
    name: 'closed',
    otherwise,
    evaluate: () => found,
  });
  const required = (...requirements: readonly Requirement[]) =>
    planFor({ ...secureTransfer, remedy: transfer, requirements }, account(false), account(false), now);

  test.each<[given: string, requirements: readonly Requirement[], planned: object]>([
    ['is met', [requirement('met')], { kind: 'plan' }],
    ['is not met', [requirement('unmet')], { kind: 'none', unmet: true, why: 'it must be closed first' }],
    [
      'is met in part',
      [requirement('met', 'first'), requirement('unmet', 'second')],
      { kind: 'none', unmet: true, why: 'second' },
    ],
    [
      'cannot be told',
      [requirement({ unknown: 'HTTP 403' })],
      {
        kind: 'none',
        unmet: true,
        why: 'it cannot be told whether the fix would do harm (HTTP 403), so it has to be decided by hand',
      },
    ],
  ])('%s', (_given, requirements, planned) => {
    expect(required(...requirements)).toMatchObject(planned);
  });

  test('is not asked where nothing is to be set', () => {
    const policy = { ...secureTransfer, remedy: transfer, requirements: [requirement('unmet')] };
    expect(planFor(policy, account(true), account(true), now)).toMatchObject({ kind: 'needless' });
  });

  test('is asked of the resource that was evaluated, not of the child that is set', () => {
    const asked: unknown[] = [];
    const noting: Requirement = {
      ...requirement('met'),
      evaluate: (resource) => (asked.push(resource), 'met'),
    };
    const policy = { ...secureTransfer, remedy: transfer, requirements: [noting] };
    const resource = account('parent');
    planFor(policy, resource, account('child'), now);
    expect(asked).toEqual([resource]);
  });
});

describe('the operations of a policy', () => {
  const modifies = (operation: PlannedOperation['operation']): CataloguePolicy => ({
    ...policyOf('modifies', undefined, () => ({ state: 'NonCompliant', fields: [] }), {
      plan: () => [{ operation, field: 'supportsHttpsTrafficOnly', path: httpsOnly.path, value: true }],
    }),
    remedy: { kind: 'modify' },
  });
  const unset = account(undefined);

  test.each([
    ['addOrReplace', 'replaces', account(false), { kind: 'plan', plan: { changes: [httpsOnly] } }],
    ['addOrReplace', 'adds', unset, { kind: 'plan', plan: { changes: [{ after: true }] } }],
    ['add', 'adds', unset, { kind: 'plan', plan: { changes: [{ after: true }] } }],
    ['add', 'never replaces', account(false), { kind: 'none' }],
    ['remove', 'never removes', account(false), { kind: 'none' }],
  ] as const)('%s %s a setting', (operation, _verb, resource, planned) => {
    expect(planFor(modifies(operation), resource, resource, now)).toMatchObject(planned);
  });

  const replaces: PlannedOperation = {
    operation: 'addOrReplace',
    field: 'supportsHttpsTrafficOnly',
    path: httpsOnly.path,
    value: true,
  };
  const withPlan = (operations: () => readonly PlannedOperation[]): CataloguePolicy => ({
    ...policyOf('modifies', undefined, () => ({ state: 'NonCompliant', fields: [] }), { plan: operations }),
    remedy: { kind: 'modify' },
  });

  test.each<[given: string, operations: () => readonly PlannedOperation[], planned: object]>([
    [
      'are applied by a PATCH',
      () => [replaces],
      { kind: 'plan', plan: { kind: 'modify', method: 'PATCH', changes: [httpsOnly] } },
    ],
    [
      'that add what is there and replace another are applied in part',
      () => [{ ...replaces, operation: 'add', path: 'properties.provisioningState', value: 'x' }, replaces],
      { kind: 'plan', plan: { changes: [httpsOnly] } },
    ],
    [
      'that also remove are not applied',
      () => [replaces, { ...replaces, operation: 'remove' }],
      { kind: 'none', why: 'it would remove supportsHttpsTrafficOnly, and nothing is removed' },
    ],
    [
      'whose place is not known are not applied',
      () => [{ operation: 'addOrReplace', field: 'odd', value: true }],
      { kind: 'none', why: 'where odd lies is not known' },
    ],
    [
      'that set more than one value are not applied',
      () => [{ ...replaces, value: { a: 1 } }],
      { kind: 'none', why: 'it would set supportsHttpsTrafficOnly to something other than one value' },
    ],
    [
      'that are none are not applied',
      () => [],
      { kind: 'none', why: 'its operations change nothing of this resource' },
    ],
    [
      'that only add what is there are not applied',
      () => [{ ...replaces, operation: 'add' }],
      { kind: 'none', why: 'its operations change nothing of this resource' },
    ],
    [
      'that cannot be worked out are not applied',
      () => {
        throw new Error('odd');
      },
      { kind: 'none', why: expect.stringMatching(/^its operations cannot be worked out \(.*odd.*\)$/) },
    ],
  ])('%s', (_given, operations, planned) => {
    const resource = account(false);
    expect(planFor(withPlan(operations), resource, resource, now)).toMatchObject(planned);
  });
});

test('of a policy without a remedy nothing is planned', () => {
  expect(planFor(secureTransfer, account(false), account(false), now)).toEqual({
    kind: 'none',
    why: 'the policy has no remedy',
  });
});

test('a PUT does not send back how far Azure is with an encryption', () => {
  const current = {
    id: `${accountId}/transparentDataEncryption/current`,
    type: 'Microsoft.Sql/servers/databases/transparentDataEncryption',
    properties: { state: 'Disabled', scanState: 'Suspend' },
  };
  const put: Plan = {
    ...plan({ ...secureTransfer, remedy: { ...transfer, method: 'PUT' } }, account(false)),
    changes: [{ path: 'properties.state', before: 'Disabled', after: 'Enabled' }],
  };
  expect(bodyOf(put, current)).toEqual({ properties: { state: 'Enabled' } });
});
