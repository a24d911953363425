import { assert, property, subarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { can, isOwn, roles } from '../../../src/platform/auth/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { oid, tenantId } from './tokens.ts';

const other = '1d4e6f80-7a2b-4c93-b5d6-e8f9a0b1c2d3';
const caller: Caller = {
  objectId: oid,
  tenantId,
  kind: 'user',
  roles: ['ExemptionApprover'],
  auditor: false,
};
const approve = { roles: ['ExemptionApprover', 'PrivacyOfficer'] } as const;

describe('what someone may do', () => {
  test('is what any one of their roles allows, and nothing else', () => {
    const some = subarray([...roles]);
    assert(
      property(some, some, (held, wanted) => {
        const allowed = can({ ...caller, roles: held }, { roles: wanted }).allowed;
        expect(allowed).toBe(held.some((role) => wanted.includes(role)));
      }),
    );
  });

  test("is to decide on others' work, not on their own", () => {
    expect(can(caller, approve, { owners: [other] })).toEqual({ allowed: true });
    expect(can(caller, approve, { owners: [other, oid] })).toEqual({ allowed: false, why: 'own' });
  });

  test('decides nothing where there is no person behind it', () => {
    const application: Caller = { ...caller, kind: 'application' };
    expect(can(application, approve, { owners: [other] })).toEqual({ allowed: false, why: 'application' });
    expect(can(application, approve)).toEqual({ allowed: true });
  });

  test('asks for the role first', () => {
    expect(can({ ...caller, roles: ['Operator'] }, approve, { owners: [oid] })).toEqual({
      allowed: false,
      why: 'role',
    });
  });
});

test('it is their own work whatever the case of an id', () => {
  expect(isOwn(caller, { owners: [oid.toUpperCase()] })).toBe(true);
  expect(isOwn({ objectId: oid.toUpperCase() }, { owners: [other, oid] })).toBe(true);
  expect(isOwn(caller, { owners: [other] })).toBe(false);
});
