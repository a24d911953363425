import { describe, expect, it } from 'vitest';
import { useStore } from './azurite.ts';
import { all } from './samples.ts';

const test = useStore();

const guid = 'aaaaaaaa-0000-4000-8000-000000000001';
const account = `/subscriptions/${guid}/resourceGroups/rg-imaging/providers/Microsoft.Storage/storageAccounts/st1`;

/** Rejects something on a day of its own, and gives what is kept of it. */
let days = 0;
async function kept(event: unknown, reason = 'no subject'): Promise<{ event: string; reason: string }> {
  const day = new Date(Date.UTC(2027, 0, (days += 1))).toISOString();
  test.setNow(day);
  await test.store.rejected.add(event, reason);
  const filter = `PartitionKey eq '${day.slice(0, 10)}'`;
  const rows = test.table('Rejected').listEntities<{ event: string; reason: string }>({
    queryOptions: { filter },
  });
  const [row] = await all(rows);
  if (!row) throw new Error('nothing is kept');
  return row;
}

const shapeOf = async (event: unknown): Promise<unknown> => JSON.parse((await kept(event)).event);

describe('rejected events', () => {
  it('are kept with their reason, once a day each, and counted for 7 days', async () => {
    for (const day of ['2026-02-20', '2026-02-21', '2026-02-27', '2026-02-28']) {
      test.setNow(`${day}T12:00:00Z`);
      await test.store.rejected.add({ id: 'one' }, 'no subject');
      await test.store.rejected.add('{"id":"one"}', 'no subject');
      await test.store.rejected.add({ id: 'two' }, 'no subject');
      await test.store.rejected.add('{"half', 'not JSON');
    }
    expect(await test.store.rejected.count()).toBe(9);
    const rows = await all(test.table('Rejected').listEntities<{ event: string; reason: string }>());
    expect(rows).toHaveLength(12);
    expect(new Set(rows.map(({ event, reason }) => `${event}: ${reason}`))).toEqual(
      new Set(['{"id":"text of 3 characters"}: no subject', '"text of 6 characters": not JSON']),
    );
  });

  it('keep ids, types and times, and of all else the shape', async () => {
    const event = {
      id: guid,
      eventType: 'Contoso.Order',
      eventTime: '2026-03-01T08:00:00.1234567Z',
      subject: account,
      data: {
        operationName: 'Microsoft.Storage/storageAccounts/write',
        correlationId: guid,
        caller: 'jane.doe@clinic.example',
        claims: { name: 'Jane Doe', oid: guid, ipaddr: '198.51.100.77' },
        evidence: { principalName: 'Jane Doe' },
        httpRequest: { url: 'https://x.example/?family=Doe' },
        phone: 2_125_550_188,
        ok: true,
        none: null,
        list: ['a', 'b', 'c', 'd', 'e'],
      },
    };
    const expected = {
      id: guid,
      eventType: 'Contoso.Order',
      eventTime: '2026-03-01T08:00:00.1234567Z',
      subject: account,
      data: {
        operationName: 'Microsoft.Storage/storageAccounts/write',
        correlationId: guid,
        caller: 'text of 23 characters',
        claims: { name: 'text of 8 characters', oid: guid, ipaddr: 'text of 13 characters' },
        evidence: { principalName: 'text of 8 characters' },
        httpRequest: { url: 'text of 29 characters' },
        phone: 'number',
        ok: 'boolean',
        none: 'null',
        list: ['text of 1 character', 'text of 1 character', 'text of 1 character', '2 more'],
      },
    };
    expect(await shapeOf(event)).toEqual(expected);
    expect(await shapeOf(JSON.stringify(event))).toEqual(expected);
  });

  it.each([
    ['a type that is a name', { eventType: 'Jane Doe' }, { eventType: 'text of 8 characters' }],
    ['an id that is a name', { id: 'jane.doe' }, { id: 'text of 8 characters' }],
    ['an operation that is a name', { operationName: 'Jane' }, { operationName: 'text of 4 characters' }],
    ['a time of birth', { time: '1951-02-03T00:00:00Z' }, { time: 'text of 20 characters' }],
    ['a kind that is none of ours', { kind: 'jane' }, { kind: 'text of 4 characters' }],
    [
      'a name in the id of a resource',
      { subject: `/subscriptions/${guid}/Jane Doe` },
      { subject: 'text of 60 characters' },
    ],
    [
      'the number of a record in it',
      { subject: `/subscriptions/${guid}/resourceGroups/mrn-3381` },
      { subject: expect.stringMatching(/^text of/) },
    ],
    [
      'names of members',
      { 'Jane Doe': 1, mrn: 2, 'ssn_123-45-6789': 3, a: 4 },
      { a: 'number', '(others)': '3 members' },
    ],
    ['a long name of a member', { ['x'.repeat(65)]: 1 }, { '(others)': '1 member' }],
  ])('do not keep %s', async (_, event, expected) => {
    expect(await shapeOf(event)).toEqual(expected);
  });

  it('are kept if they are as deep, as wide and as long as they can be', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as unknown;
    expect((await kept(deep)).event).toContain('"object of 1 member"');
    expect((await kept(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).event).toContain('array of 1 item');
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`m${n}`, { a: { b: 'c' } }]));
    expect(await shapeOf(wide)).toMatchObject({ '(others)': '9960 members' });
    const everywhere = { a: wide, b: wide, c: { d: wide, e: wide } };
    expect((await kept(everywhere)).event.length).toBeLessThan(30_000);
    expect((await kept('x'.repeat(1_000_000), 'y'.repeat(1_001))).reason).toHaveLength(1_000);
    expect((await kept(undefined)).event).toBe('"undefined"');
  });

  it('may have a member with the name of one that every object has', async () => {
    expect((await kept('{"__proto__":{"a":"b"},"constructor":1}')).event).toBe(
      '{"__proto__":{"a":"text of 1 character"},"constructor":"number"}',
    );
  });

  it('have a reason without mail addresses', async () => {
    expect((await kept({}, 'jane@clinic.example is no id')).reason).toBe('(removed) is no id');
  });
});
