import { describe, expect, it } from 'vitest';
import { redactEvent } from '../../../src/platform/store/rejected-events.ts';
import { useStore } from './azurite.ts';
import { all } from './samples.ts';

const test = useStore();

describe('rejected events', () => {
  it('are kept with their reason, once a day each, and counted for 7 days', async () => {
    for (const day of ['2026-02-20', '2026-02-21', '2026-02-27', '2026-02-28']) {
      test.setNow(`${day}T12:00:00Z`);
      await test.store.rejected.add({ id: 1 }, 'no subject');
      await test.store.rejected.add({ id: 1 }, 'no subject');
      await test.store.rejected.add('{"half', 'not JSON');
    }
    expect(await test.store.rejected.count()).toBe(6);
    const rows = await all(test.table('Rejected').listEntities<{ event: string; reason: string }>());
    expect(rows).toHaveLength(8);
    expect(new Set(rows.map(({ event, reason }) => `${event}: ${reason}`))).toEqual(
      new Set(['{"id":1}: no subject', '{"half: not JSON']),
    );
  });

  it('are cut at 30,000 characters, their reason at 1,000', async () => {
    test.setNow('2027-01-01T00:00:00Z');
    await test.store.rejected.add('x'.repeat(30_001), 'y'.repeat(1_001));
    await test.store.rejected.add(undefined, 'nothing');
    expect(await test.store.rejected.count()).toBe(2);
    const filter = "PartitionKey eq '2027-01-01'";
    const rows = await all(
      test.table('Rejected').listEntities<{ event: string; reason: string }>({ queryOptions: { filter } }),
    );
    const lengths = rows.map(({ event, reason }) => [event.length, reason.length]);
    expect(lengths).toContainEqual([30_000, 1_000]);
    expect(lengths).toContainEqual([0, 7]);
  });
});

describe('redactEvent', () => {
  const claim = 'http://schemas.microsoft.com/identity/claims';
  const address = '198.51.100.77';

  /** What is rejected, and what is kept of it. */
  it.each<[object, unknown, string]>([
    [{ subject: '/subscriptions/s' }, { subject: '/subscriptions/s' }, 'what names nobody'],
    [{ caller: 'jane.doe@clinic.example' }, { caller: '[address removed]' }, 'an address of mail goes'],
    [{ to: 'Jane <jane@clinic.example>, x' }, { to: 'Jane <[address removed]>, x' }, 'alone'],
    [{ to: ['a@b.example', 'c@d.example'] }, { to: ['[address removed]', '[address removed]'] }, 'each'],
    [{ claims: { name: 'Jane Doe' } }, { claims: {} }, 'a claim that is a name goes'],
    [{ Claims: { NAME: 'Jane Doe', OID: 'o-1' } }, { Claims: { OID: 'o-1' } }, 'in any case'],
    [{ claims: { oid: 'o', tid: 't', appid: 'a', idtyp: 'app' } }, 'as it is', 'ids stay'],
    [
      { claims: { [`${claim}/objectidentifier`]: 'o', [`${claim}/tenantid`]: 't' } },
      'as it is',
      'so do these',
    ],
    [{ claims: { [`${claim}/name`]: 'Jane' } }, { claims: {} }, 'but no name'],
    [{ claims: 'name=Jane' }, { claims: '[claims removed]' }, 'claims as a text go'],
    [{ claims: null }, { claims: '[claims removed]' }, 'and those that are nothing'],
    [{ data: [{ claims: { name: 'Jane' } }] }, { data: [{ claims: {} }] }, 'however deep they lie'],
    [{ a: 1, callerIp: address }, { a: 1 }, 'the network address of who called goes'],
    [{ a: 1, callerIpAddress: address }, { a: 1 }, 'by this name'],
    [{ a: 1, clientIp: address }, { a: 1 }, 'by this name'],
    [{ a: 1, httpRequest: { clientIpAddress: address } }, { a: 1, httpRequest: {} }, 'by this name'],
    [{ a: 1, properties: { ipaddr: address } }, { a: 1, properties: {} }, 'by this name'],
    [{ a: 1, CALLERIPADDRESS: address }, { a: 1 }, 'in any case'],
  ])('%j, as an object or as text, is kept as %j: %s', (event, expected) => {
    for (const form of [event, JSON.stringify(event)])
      expect(JSON.parse(redactEvent(form, 1_000))).toEqual(expected === 'as it is' ? event : expected);
  });

  it.each([
    ['', ''],
    ['no JSON from jane@clinic.example', 'no JSON from [address removed]'],
    [undefined, ''],
    ['7', '7'],
  ])('gives %j as %j', (event, expected) => {
    expect(redactEvent(event, 1_000)).toBe(expected);
  });

  it.each([
    ['it ends behind the cut', `${'x '.repeat(10)}jane.doe@clinic.example`, `${'x '.repeat(10)}[add`],
    [
      'one before it made the text shorter',
      `${'a'.repeat(30)}@b.example jane.doe@c.example`,
      '[address removed]',
    ],
    ['it begins at the cut', `${'x '.repeat(12)}jane.doe@clinic.example`, 'x '.repeat(12)],
  ])('leaves no half of an address where %s', (_, event, expected) => {
    expect(redactEvent(event, 24)).toBe(expected);
  });
});
