import { describe, expect, test } from 'vitest';
import { bodyOf, planFor, revertOf, sideOf } from '../../../src/response/remediation/plan.ts';
import type { Plan, PlannedChange } from '../../../src/response/remediation/types.ts';
import type { CataloguePolicy, Remedy } from '../../../src/rules/controls/types.ts';
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

test('a setting that was not set before cannot be reverted', () => {
  const { hash, ...rest } = plan({ ...secureTransfer, remedy: transfer });
  const applied = { ...rest, hash, changes: [httpsOnly] };
  expect(revertOf(applied, now)).toMatchObject({
    kind: 'plan',
    plan: { kind: 'revert', changes: [{ path: httpsOnly.path, before: true, after: false }] },
  });
  expect(revertOf({ ...applied, changes: [httpsOnly, tls] }, now)).toEqual({
    kind: 'none',
    why: 'a setting that was not set before cannot be unset',
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
});
