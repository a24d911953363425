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

  it('are cut', async () => {
    test.setNow('2027-01-01T00:00:00Z');
    await test.store.rejected.add({ text: 'x'.repeat(500_000) }, 'too long');
    await test.store.rejected.add(undefined, 'nothing');
    expect(await test.store.rejected.count()).toBe(2);
  });
});

describe('redactEvent', () => {
  const oid = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

  it('keeps ids and drops names and addresses of people', () => {
    const event = {
      subject: '/subscriptions/s',
      data: { claims: { name: 'Jane Doe', [oid]: 'o-1', appid: 'a-1' }, caller: 'jane.doe@clinic.example' },
    };
    for (const form of [event, JSON.stringify(event)]) {
      const text = redactEvent(form, 1_000);
      expect(text).not.toMatch(/jane|doe/i);
      expect(JSON.parse(text)).toEqual({
        subject: '/subscriptions/s',
        data: { claims: { [oid]: 'o-1', appid: 'a-1' }, caller: '[address removed]' },
      });
    }
    expect(redactEvent({ claims: 'name=Jane' }, 1_000)).not.toContain('Jane');
  });

  it('drops the network address of who called, wherever it stands', () => {
    const event = { data: { httpRequest: { method: 'PUT', clientIpAddress: '198.51.100.77' } } };
    expect(JSON.parse(redactEvent(event, 1_000))).toEqual({ data: { httpRequest: { method: 'PUT' } } });
    const other = { callerIpAddress: '198.51.100.77', properties: { ipaddr: '198.51.100.77' } };
    expect(redactEvent(JSON.stringify(other), 1_000)).toBe('{"properties":{}}');
  });

  it('leaves no half of an address at the cut', () => {
    expect(redactEvent(`${'x '.repeat(10)}jane.doe@clinic.example`, 24)).not.toContain('jane');
  });
});
