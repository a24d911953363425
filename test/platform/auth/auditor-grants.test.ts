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
    validate: () => Promise.resolve({ kind: 'accepted', caller }),
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

  test('is given by a person, to somebody else', async () => {
    const own = { ...request, objectId: operator.objectId.toUpperCase() };
    expect(await grantAuditor(own, operator, parts())).toEqual({ kind: 'forbidden', why: 'own' });
    const application: Caller = { ...operator, kind: 'application' };
    expect(await grantAuditor(request, application, parts())).toEqual({
      kind: 'forbidden',
      why: 'application',
    });
    expect(auditorGrants.grants.size).toBe(0);
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
      validate: () => Promise.resolve({ kind: 'accepted', caller }),
      auditorGrants,
      now: () => now,
    });
    expect(await authenticate('Bearer token')).toMatchObject({ kind: 'unavailable' });
  });

  test('that is over is not revoked', async () => {
    await grantAuditor(request, operator, parts());
    now = new Date('2026-04-01T00:00:00Z');
    expect(await revokeAuditor({ objectId: oid, id: 'grant-1' }, operator, parts())).toBe(false);
  });

  test.each([
    ['over', { startsAt: '2026-02-01T00:00:00Z', endsAt: '2026-03-01T12:00:00Z' }],
    ['backwards', { startsAt: '2026-03-03T00:00:00Z', endsAt: '2026-03-02T00:00:00Z' }],
    ['too long', { startsAt: '2026-03-02T00:00:00Z', endsAt: '2026-05-31T00:00:01Z' }],
  ])('is not granted for a time that is %s', async (_, span) => {
    expect(await grantAuditor({ ...request, ...span }, operator, parts())).toMatchObject({
      kind: 'invalid',
      field: 'endsAt',
    });
    expect(auditorGrants.grants.size).toBe(0);
  });
});

test('one grant of many is enough', () => {
  const grant = { ...request, id: '1', grantedBy: operator.objectId, grantedAt: request.startsAt };
  const past = { ...grant, startsAt: '2025-01-01T00:00:00Z', endsAt: '2025-02-01T00:00:00Z' };
  const at = new Date('2026-03-10T00:00:00Z');
  expect(isGrantInForce([past, grant], at)).toBe(true);
  expect(isGrantInForce([past, { ...grant, revokedBy: 'x', revokedAt: request.startsAt }], at)).toBe(false);
  expect(isGrantInForce([], at)).toBe(false);
});

describe('the header', () => {
  const authenticate = createAuthenticate({
    validate: (token) => Promise.resolve({ kind: 'refused', why: `validated ${token}` }),
    auditorGrants: new MemoryAuditorGrants(),
    now: () => now,
  });

  test.each([null, '', '  '])('may be absent: %j', async (header) => {
    expect(await authenticate(header)).toEqual({ kind: 'anonymous' });
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', 'Bearer é', 'token'])(
    'may be no bearer token: %s',
    async (header) => {
      expect(await authenticate(header)).toEqual({
        kind: 'refused',
        why: 'the Authorization header has no bearer token',
      });
    },
  );

  test.each(['Bearer a.b-c_d', 'bearer  a.b-c_d', ' BEARER a.b-c_d '])(
    'gives its token: %s',
    async (header) => {
      expect(await authenticate(header)).toEqual({ kind: 'refused', why: 'validated a.b-c_d' });
    },
  );
});
