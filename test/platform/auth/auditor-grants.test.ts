import { beforeEach, describe, expect, test } from 'vitest';
import {
  createAuthenticate,
  grantAuditor,
  isGrantInForce,
  revokeAuditor,
} from '../../../src/platform/auth/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { MemoryAuditorGrants } from './memory.ts';
import { oid, tenantId } from './tokens.ts';

const operator: Caller = {
  objectId: '1d4e6f80-7a2b-4c93-b5d6-e8f9a0b1c2d3',
  tenantId,
  kind: 'user',
  roles: ['Operator'],
  auditor: false,
};
const request = {
  objectId: oid,
  startsAt: '2026-03-02T00:00:00Z',
  endsAt: '2026-03-31T00:00:00+02:00',
  reference: 'AUD-17',
};
let now = new Date();
let auditorGrants = new MemoryAuditorGrants();
const parts = () => ({
  auditorGrants,
  now: () => now,
  newId: () => `grant-${auditorGrants.grants.size + 1}`,
});

beforeEach(() => {
  now = new Date('2026-03-01T12:00:00Z');
  auditorGrants = new MemoryAuditorGrants();
});

/** Roles in force for one whom the token names an Auditor and a Reader. */
async function rolesAt(time: string): Promise<readonly string[]> {
  const caller: Caller = { ...operator, objectId: oid, roles: ['Reader', 'Auditor'], auditor: true };
  const authenticate = createAuthenticate({
    validate: () => Promise.resolve({ kind: 'accepted', caller, issuedAt: now }),
    auditorGrants,
    now: () => new Date(time),
  });
  const who = await authenticate('Bearer token');
  return who.kind === 'accepted' ? who.caller.roles : [];
}

describe('access as Auditor', () => {
  test('is in force from its start to its end, whoever the token names', async () => {
    expect(await rolesAt('2026-03-10T00:00:00Z')).toEqual(['Reader']);
    expect(await grantAuditor({ ...request, objectId: oid.toUpperCase() }, operator, parts())).toEqual({
      kind: 'granted',
      grant: {
        id: 'grant-1',
        objectId: oid,
        startsAt: '2026-03-02T00:00:00.000Z',
        endsAt: '2026-03-30T22:00:00.000Z',
        reference: 'AUD-17',
        grantedBy: operator.objectId,
        grantedAt: '2026-03-01T12:00:00.000Z',
      },
    });
    expect(await rolesAt('2026-03-01T23:59:59.999Z')).toEqual(['Reader']);
    expect(await rolesAt('2026-03-02T00:00:00Z')).toEqual(['Reader', 'Auditor']);
    expect(await rolesAt('2026-03-30T21:59:59.999Z')).toEqual(['Reader', 'Auditor']);
    expect(await rolesAt('2026-03-30T22:00:00Z')).toEqual(['Reader']);
  });

  test('is ended by a revocation, once', async () => {
    await grantAuditor(request, operator, parts());
    now = new Date('2026-03-05T00:00:00Z');
    const place = { objectId: oid.toUpperCase(), id: 'grant-1' };
    expect(await revokeAuditor({ ...place, id: 'grant-2' }, operator, parts())).toBe(false);
    expect(await revokeAuditor(place, operator, parts())).toBe(true);
    expect(await rolesAt('2026-03-10T00:00:00Z')).toEqual(['Reader']);
    expect(await revokeAuditor(place, operator, parts())).toBe(false);
    expect(await auditorGrants.of(oid)).toMatchObject([
      { revokedBy: operator.objectId, revokedAt: now.toISOString() },
    ]);
  });

  test('is in doubt while the grants cannot be read', async () => {
    auditorGrants.of = () => Promise.reject(new Error('the table does not answer'));
    const caller: Caller = { ...operator, roles: ['Reader', 'Auditor'], auditor: true };
    const authenticate = createAuthenticate({
      validate: () => Promise.resolve({ kind: 'accepted', caller, issuedAt: now }),
      auditorGrants,
      now: () => now,
    });
    expect(await authenticate('Bearer token')).toMatchObject({ kind: 'unavailable' });
  });

  test('is ended until the moment at which it would end by itself', async () => {
    await grantAuditor(request, operator, parts());
    now = new Date('2026-03-30T22:00:00.000Z');
    const place = { objectId: oid, id: 'grant-1' };
    expect(await revokeAuditor(place, operator, parts())).toBe(false);
    now = new Date('2026-03-30T21:59:59.999Z');
    expect(await revokeAuditor(place, operator, parts())).toBe(true);
  });

  test('stays on record, also once it is over', async () => {
    await grantAuditor(request, operator, parts());
    await grantAuditor({ ...request, objectId: operator.tenantId }, operator, parts());
    now = new Date('2027-01-01T00:00:00Z');
    expect([...auditorGrants.grants.keys()]).toEqual(['grant-1', 'grant-2']);
  });
});

interface GrantCase {
  readonly asked?: Partial<typeof request>;
  readonly by?: Partial<Caller>;
  readonly expected: object;
  readonly why: string;
}

const invalid = (why: string) => ({ kind: 'invalid', field: 'endsAt', why });
const notFuture = invalid('must be in the future');
const backwards = invalid('must be after startsAt');
const tooLong = invalid('must be at most 90 days after startsAt');
const granted = { kind: 'granted' };

/** It is noon of 2026-03-01. */
const grantCases: readonly GrantCase[] = [
  { expected: granted, why: 'an Operator grants it to another, for a time to come' },
  { asked: { startsAt: '2026-02-01T00:00:00Z' }, expected: granted, why: 'it may have begun' },
  {
    asked: { startsAt: '2026-02-01T00:00:00Z', endsAt: '2026-03-01T12:00:00.001Z' },
    expected: granted,
    why: 'it ends after now',
  },
  {
    asked: { startsAt: '2026-02-01T00:00:00Z', endsAt: '2026-03-01T12:00:00Z' },
    expected: notFuture,
    why: 'it would be over at once',
  },
  { asked: { endsAt: '2026-03-02T00:00:00Z' }, expected: backwards, why: 'it would have no time' },
  { asked: { endsAt: '2026-03-01T23:00:00Z' }, expected: backwards, why: 'it would end before it begins' },
  { asked: { endsAt: '2026-05-31T00:00:00Z' }, expected: granted, why: 'it is 90 days' },
  { asked: { endsAt: '2026-05-31T00:00:00.001Z' }, expected: tooLong, why: 'it is more than 90 days' },
  {
    asked: { objectId: operator.objectId.toUpperCase() },
    expected: { kind: 'forbidden', why: 'own' },
    why: 'nobody grants it to themselves',
  },
  {
    by: { kind: 'application' },
    expected: { kind: 'forbidden', why: 'application' },
    why: 'a person grants it',
  },
  {
    by: { roles: ['PrivacyOfficer', 'Auditor'] },
    expected: { kind: 'forbidden', why: 'role' },
    why: 'only an Operator grants it',
  },
];

test.each(grantCases)('a grant: $why', async ({ asked, by, expected }) => {
  const outcome = await grantAuditor({ ...request, ...asked }, { ...operator, ...by }, parts());
  expect(outcome).toMatchObject(expected);
  expect(auditorGrants.grants.size).toBe(outcome.kind === 'granted' ? 1 : 0);
});

test('one grant of many is enough', () => {
  const grant = { ...request, id: '1', grantedBy: operator.objectId, grantedAt: request.startsAt };
  const past = { ...grant, startsAt: '2025-01-01T00:00:00Z', endsAt: '2025-02-01T00:00:00Z' };
  const at = new Date('2026-03-10T00:00:00Z');
  expect(isGrantInForce([past, grant], at)).toBe(true);
  expect(isGrantInForce([past, { ...grant, revokedBy: 'x', revokedAt: request.startsAt }], at)).toBe(false);
  expect(isGrantInForce([], at)).toBe(false);
});
