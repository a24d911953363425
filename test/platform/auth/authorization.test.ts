import { assert, property, subarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { can, isOwn, roles } from '../../../src/platform/auth/index.ts';
import type { Caller, Permission, Role } from '../../../src/platform/auth/index.ts';
import { oid, tenantId } from './tokens.ts';

const [other, third] = ['1d4e6f80-7a2b-4c93-b5d6-e8f9a0b1c2d3', '5a7c9e10-3b4d-4f82-96a1-d0c2e4f68b13'];
const caller: Caller = { objectId: oid, tenantId, kind: 'user', roles: [], auditor: false };
const approve = { roles: ['ExemptionApprover', 'PrivacyOfficer'] } as const;

const allowed: Permission = { allowed: true };
const forbidden = (why: 'role' | 'application' | 'own'): Permission => ({ allowed: false, why });

interface Case {
  readonly held: readonly Role[];
  readonly kind?: Caller['kind'];
  /** Whose work it is; absent: nobody's. */
  readonly owners?: readonly [string, ...string[]];
  readonly expected: Permission;
  readonly why: string;
}

/** Who may do what the roles ExemptionApprover and PrivacyOfficer may. */
const cases: readonly Case[] = [
  { held: ['ExemptionApprover'], expected: allowed, why: 'the first role is enough' },
  { held: ['PrivacyOfficer'], expected: allowed, why: 'so is the other' },
  { held: ['Reader', 'PrivacyOfficer'], expected: allowed, why: 'one role among others is enough' },
  { held: ['Reader', 'Operator'], expected: forbidden('role'), why: 'no role that is wanted' },
  { held: [], expected: forbidden('role'), why: 'no role at all' },
  { held: ['PrivacyOfficer'], owners: [other], expected: allowed, why: 'it is the work of another' },
  { held: ['PrivacyOfficer'], owners: [oid], expected: forbidden('own'), why: 'it is their own work' },
  { held: ['PrivacyOfficer'], owners: [other, oid], expected: forbidden('own'), why: 'theirs with another' },
  { held: ['PrivacyOfficer'], owners: [oid, other], expected: forbidden('own'), why: 'in any order' },
  { held: ['PrivacyOfficer'], owners: [other, third], expected: allowed, why: 'none of the owners' },
  {
    held: ['PrivacyOfficer'],
    owners: ['9B1D7C30-52E4-4F6A-8A1C-3E07D2B45F18'],
    expected: forbidden('own'),
    why: 'ids mean the same in capitals',
  },
  {
    held: ['PrivacyOfficer'],
    kind: 'application',
    expected: allowed,
    why: 'an application may do what decides on nobody',
  },
  {
    held: ['PrivacyOfficer'],
    kind: 'application',
    owners: [other],
    expected: forbidden('application'),
    why: 'only a person decides on the work of others',
  },
  {
    held: ['Operator'],
    kind: 'application',
    owners: [oid],
    expected: forbidden('role'),
    why: 'the role is asked for first',
  },
];

describe('what someone may do', () => {
  test.each(cases)('$why', ({ held, kind = 'user', owners, expected }) => {
    expect(can({ ...caller, roles: held, kind }, approve, owners && { owners })).toEqual(expected);
  });

  test('is what any one of their roles allows, and nothing else', () => {
    const some = subarray([...roles]);
    assert(
      property(some, some, (held, wanted) => {
        const { allowed } = can({ ...caller, roles: held }, { roles: wanted });
        expect(allowed).toBe(held.some((role) => wanted.includes(role)));
      }),
    );
  });
});

test('it is their own work whichever of the two ids is in capitals', () => {
  expect(isOwn({ objectId: oid.toUpperCase() }, { owners: [other, oid] })).toBe(true);
  expect(isOwn({ objectId: oid.toUpperCase() }, { owners: [other] })).toBe(false);
});
