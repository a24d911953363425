import { describe, expect, test } from 'vitest';
import { recordEntityProfile, revokeEntityProfile } from '../../src/records/index.ts';
import { FakeClock } from '../support/fakes.ts';
import { memoryRecords } from '../support/memory-records.ts';
import { alice, bob, kept, newId } from '../support/people.ts';

const day = 86_400;

function office() {
  const clock = new FakeClock();
  const profile = (more: Record<string, unknown> = {}) => ({
    kinds: ['provider'],
    hybrid: false,
    statement: 'an outpatient clinic that insures nobody and processes no claims of others',
    evidence: 'https://evidence.example.org/license',
    date: clock.iso(-day),
    expiresAt: clock.iso(730 * day),
    ...more,
  });
  const records = memoryRecords();
  return { clock, records, ports: { records, clock }, profile };
}

describe('an entity profile', () => {
  test('is signed by who records it, and stays on record once it is revoked', async () => {
    const { ports, profile, records } = office();
    const signed = profile({ organization: 'north', kinds: ['provider', 'plan'] });
    const { id } = kept(await recordEntityProfile(signed, alice, ports, newId));
    kept(await revokeEntityProfile(id, bob, ports));
    const value = { ...signed, signedBy: alice.objectId };
    expect((await records.entityProfiles.history('all', id)).map((each) => each.value)).toEqual([
      { ...value, status: 'given' },
      { ...value, status: 'revoked', revokedBy: bob.objectId },
    ]);
    expect(await revokeEntityProfile(id, bob, ports)).toEqual({
      kind: 'conflict',
      why: 'the entity profile is already revoked',
    });
    expect(await revokeEntityProfile('none', bob, ports)).toEqual({ kind: 'not-found' });
  });

  test('is signed by no application', async () => {
    const { ports, profile } = office();
    const machine = { ...alice, kind: 'application' } as const;
    expect(await recordEntityProfile(profile(), machine, ports, newId)).toEqual({
      kind: 'forbidden',
      why: 'application',
    });
  });

  test.each([
    ['kinds', { kinds: [] }, 'must not be empty'],
    ['kinds', { kinds: ['plan', 'plan'] }, 'must not repeat a kind'],
    ['kinds', { kinds: ['government'] }, 'must name another kind beside government'],
    ['kinds.0', { kinds: ['hospital'] }, 'must be one of'],
    ['hybrid', { hybrid: undefined }, 'must be'],
    ['statement', { statement: ' ' }, 'must not be empty'],
    ['statement', { statement: 'as nurse@example.org says' }, 'must hold no PHI'],
    ['evidence', { evidence: 'http://evidence.example.org' }, 'must be an https address'],
    ['organization', { organization: 'the north' }, 'must be a name'],
    ['date', { date: '2026-03-01T08:00:00.001Z' }, 'must not be in the future'],
    ['expiresAt', { expiresAt: '2026-03-01T08:00:00Z' }, 'must be in the future'],
    ['expiresAt', { expiresAt: '2028-02-29T08:00:00.001Z' }, 'must be at most 730 days from now'],
    ['signedBy', { signedBy: bob.objectId }, 'is not a known field'],
  ])('wants a sound %s: %j', async (field, more, why) => {
    const { ports, profile } = office();
    expect(await recordEntityProfile(profile(more), alice, ports, newId)).toMatchObject({
      kind: 'invalid',
      field,
      why: expect.stringContaining(why),
    });
  });
});
