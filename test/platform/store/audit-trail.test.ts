import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditorGrant } from '../../../src/model/audit.ts';
import { placeOfEntry } from '../../../src/platform/store/index.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { useStore } from './azurite.ts';
import { all } from './samples.ts';

const test = useStore();
const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';

function entry(id: string, time: string, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    time,
    action: 'things-change',
    kind: 'change',
    correlationId: `correlation of ${id}`,
    who: { objectId: oid },
    roles: ['Operator'],
    outcome: 'done',
    status: 200,
    ...more,
  };
}

describe('the audit', () => {
  const { status: _status, ...begun } = entry('a', '2026-01-31T23:59:59.999Z', { outcome: 'begun' });
  const ended = entry('a', begun.time, { status: 201 });
  const { status: _unended, ...crashed } = entry('b', begun.time, { outcome: 'begun' });
  const refused = entry('c', '2026-02-01T00:00:00.000Z', { outcome: 'refused', status: 401 });
  const late = entry('d', '2026-12-01T00:00:00.000Z', { kind: 'export' });

  it('gives what happened in the order of time, over months, one entry a call', async () => {
    for (const each of [late, begun, crashed, refused, ended]) await test.store.audit.add(each);
    expect(await all(test.store.audit.between('2026-01-01'))).toEqual([ended, crashed, refused, late]);
  });

  it('begins with a moment and ends before another', async () => {
    const between = (since: string, until?: string) => all(test.store.audit.between(since, until));
    expect(await between('2026-02-01T00:00:00Z')).toEqual([refused, late]);
    expect(await between('2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z')).toEqual([ended, crashed]);
    expect(await between('2026-02-01T01:00:00+01:00', '2026-12-01')).toEqual([refused]);
    expect(await between('2027-01-01')).toEqual([]);
  });

  it('goes on after any entry, also one that was begun and ended', async () => {
    const entries = [ended, crashed, refused, late];
    for (const [at, entry] of entries.entries())
      for (const limit of [1, 2, 1_000]) {
        const part = { after: placeOfEntry(entry), limit };
        expect(await all(test.store.audit.between('2026-01-01', undefined, part))).toEqual(
          entries.slice(at + 1),
        );
      }
    // A place before what is asked for opens nothing.
    const early = { after: placeOfEntry(ended), limit: 5 };
    expect(await all(test.store.audit.between('2026-02-01', '2026-03-01', early))).toEqual([refused]);
    const forged = { after: '~', limit: 5 };
    expect(await all(test.store.audit.between('2026-02-01', undefined, forged))).toEqual([]);
  });

  it('keeps what is there', async () => {
    await test.store.audit.add({ ...refused, reason: 'another' });
    await test.store.audit.add({ ...ended, outcome: 'failed' });
    expect(await all(test.store.audit.between('2026-01-01', '2026-03-01'))).toEqual([
      ended,
      crashed,
      refused,
    ]);
    expect(await all(test.table('Audit').listEntities())).toHaveLength(5);
  });

  it('has whom it is about beside its JSON, for whoever searches the table', async () => {
    const [known, unknown] = [
      entry('columns', '2025-03-01T00:00:00.000Z', { subject: 's'.repeat(1_001) }),
      { ...entry('without', '2025-03-02T00:00:00.000Z'), who: undefined },
    ];
    await test.store.audit.add(known);
    await test.store.audit.add(JSON.parse(JSON.stringify(unknown)) as AuditEntry);
    const rows = (await all(test.table('Audit').listEntities())).filter(({ correlationId }) =>
      ['correlation of columns', 'correlation of without'].includes(String(correlationId)),
    );
    expect(rows).toMatchObject([{ objectId: oid, subject: 's'.repeat(1_000) }, { outcome: 'done' }]);
    expect(rows[1]).not.toHaveProperty('objectId');
    expect(rows[1]).not.toHaveProperty('subject');
    expect((await all(test.store.audit.between('2025-03-01', '2025-03-02')))[0]).toEqual(known);
  });
});

it('an entry is kept whole, however long its subject is; one that is longer than a row is refused', async () => {
  const long = entry('long', '2028-01-01T00:00:00.000Z', { subject: 'x'.repeat(2_000) });
  await test.store.audit.add(long);
  expect(await all(test.store.audit.between(long.time))).toEqual([long]);
  const { who: _who, ...nobody } = entry('nobody', '2029-01-01T00:00:00.000Z', { outcome: 'refused' });
  await test.store.audit.add(nobody);
  expect(await all(test.store.audit.between(nobody.time))).toEqual([nobody]);
  const tooLong = entry('too-long', long.time, { subject: 'x'.repeat(600_000) });
  await expect(test.store.audit.add(tooLong)).rejects.toThrow(TooLargeError);
});

describe('who may act as Auditor', () => {
  const grant: AuditorGrant = {
    id: 'g1',
    objectId: oid,
    startsAt: '2026-03-02T00:00:00.000Z',
    endsAt: '2026-03-31T00:00:00.000Z',
    reference: 'AUD-17',
    grantedBy: '1d4e6f80-7a2b-4c93-b5d6-e8f9a0b1c2d3',
    grantedAt: '2026-03-01T00:00:00.000Z',
  };
  const others = [
    { ...grant, id: 'g2' },
    { ...grant, id: 'g1', objectId: grant.grantedBy },
  ];
  const by = { revokedBy: grant.grantedBy, revokedAt: '2026-03-05T00:00:00.000Z' };

  it('is kept with its revocation beside it; the first stands', async () => {
    const { auditorGrants } = test.store;
    for (const each of [grant, ...others]) await auditorGrants.add(each);
    expect(await auditorGrants.of(oid)).toEqual([grant, others[0]]);
    await auditorGrants.revoke(grant, by);
    await auditorGrants.revoke(grant, { ...by, revokedAt: '2026-03-06T00:00:00.000Z' });
    expect(await auditorGrants.of(oid)).toEqual([{ ...grant, ...by }, others[0]]);
    expect(await auditorGrants.of('nobody')).toEqual([]);
    expect(await all(auditorGrants.all())).toHaveLength(3);
  });

  it('is as it was granted first, and is no grant where there is only a revocation', async () => {
    const { auditorGrants } = test.store;
    const [first, second] = [
      { ...grant, id: 'first', objectId: 'twice' },
      { ...grant, id: 'second', objectId: 'twice' },
    ];
    for (const each of [first, { ...first, endsAt: '2099-01-01T00:00:00.000Z' }, second])
      await auditorGrants.add(each);
    await auditorGrants.revoke({ objectId: 'twice', id: 'between' }, by);
    await auditorGrants.revoke(second, by);
    await auditorGrants.revoke({ objectId: 'twice', id: 'third' }, by);
    expect(await auditorGrants.of('twice')).toEqual([first, { ...second, ...by }]);
  });
});
