import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as keys from '../../../src/platform/store/keys.ts';
import { resourceIn, subscription } from './samples.ts';

const forbidden = /[/\\#?\p{Cc}]/u;
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }).filter((text) => !text.includes('/'));
const asciiName = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 90 })
  .filter((s) => !s.includes('/'));

function row(recordedAt: string): string {
  return keys.journalRow({ resourceId: resourceIn('g'), sequence: 1, recordedAt });
}

describe('keys of Current', () => {
  it('hold nothing that Table Storage forbids, and are their own lower case', () => {
    fc.assert(
      fc.property(name, name, name, (sub, group, resource) => {
        const key = keys.currentPartition(resourceIn(group, resource, sub));
        expect(key).not.toMatch(forbidden);
        expect(key.toLowerCase()).toBe(key);
        expect(key.length).toBeLessThan(512);
      }),
    );
  });

  it('do not depend on the case of an id', () => {
    fc.assert(
      fc.property(asciiName, asciiName, (group, resource) => {
        const id = resourceIn(group, resource);
        expect(keys.currentPartition(id.toUpperCase())).toBe(keys.currentPartition(id.toLowerCase()));
      }),
    );
  });

  it('of a resource lie in the range of its own resource group and in no other', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const key = keys.currentPartition(resourceIn(one));
        const within = (scope: string): boolean => {
          const { from, to } = keys.currentPartitions(scope);
          return key >= from && key < to;
        };
        expect(within(`/subscriptions/${subscription}`)).toBe(true);
        expect(within(`/subscriptions/${subscription}/resourceGroups/${one}`)).toBe(true);
        fc.pre(one.toLowerCase() !== other.toLowerCase());
        expect(within(`/subscriptions/${subscription}/resourceGroups/${other}`)).toBe(false);
      }),
    );
  });

  it('of a resource group whose name holds the separator lie in no range of another', () => {
    const { from, to } = keys.currentPartitions(`/subscriptions/${subscription}/resourceGroups/clinic`);
    const within = (group: string): boolean => {
      const key = keys.currentPartition(resourceIn(group));
      return key >= from && key < to;
    };
    expect(within('clinic')).toBe(true);
    expect(within('clinic|east')).toBe(false);
  });

  it('fit into the 512 characters of Table Storage, however long the names are', () => {
    const long = '\u00e9'.repeat(90);
    expect(keys.currentPartition(resourceIn(long, long, long)).length).toBeLessThan(512);
  });

  it('tell a resource group named "-" from no resource group', () => {
    const atSubscription = `/subscriptions/${subscription}/providers/Microsoft.Authorization/policyAssignments/a`;
    const { from, to } = keys.currentPartitions(`/subscriptions/${subscription}/resourceGroups/-`);
    const key = keys.currentPartition(atSubscription);
    expect(key.split('|')[1]).toBe('-');
    expect(key >= from && key < to).toBe(false);
  });

  it('take tenant-level resources', () => {
    const key = keys.currentPartition('/providers/Microsoft.Management/managementGroups/clinic');
    expect(key).toMatch(/^-\|-\|[0-9a-f]{64}$/);
  });

  it.each(['/subscriptions', '/subscriptions/S/resourceGroups/G/providers/P', 'S', '/subscriptions/S/x/y'])(
    'refuse %s as a scope',
    (scope) => {
      expect(() => keys.currentPartitions(scope)).toThrow(scope);
    },
  );

  it('sort pending drifts by sequence, all within the range of pending rows', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(Math.sign(a - b)).toBe(Math.sign(keys.pendingRow(a).localeCompare(keys.pendingRow(b), 'en')));
        expect(keys.pendingRow(a) >= keys.pendingRows.from && keys.pendingRow(a) < keys.pendingRows.to).toBe(
          true,
        );
      }),
    );
    expect(keys.stateRow >= keys.pendingRows.to || keys.stateRow < keys.pendingRows.from).toBe(true);
  });
});

describe('keys of Journal', () => {
  const time = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString());

  it('put the late candidates of a drift right behind it', () => {
    fc.assert(
      fc.property(time, fc.nat(2_000), fc.nat(2_000), fc.string(), (recordedAt, one, other, eventId) => {
        fc.pre(one !== other);
        const drift = keys.journalRow({ resourceId: resourceIn('g'), sequence: one, recordedAt });
        const neighbor = keys.journalRow({ resourceId: resourceIn('g'), sequence: other, recordedAt });
        const candidate = keys.candidateRow(drift, eventId);
        expect(candidate > drift).toBe(true);
        expect(neighbor > drift && neighbor < candidate).toBe(false);
        expect(keys.parseJournalRow(candidate)).toEqual({ driftRow: drift, isCandidate: true });
        expect(keys.parseJournalRow(drift)).toEqual({ driftRow: drift, isCandidate: false });
      }),
    );
  });

  it('sort by time whatever form the time has', () => {
    expect(row('2026-03-01T02:00:00+03:00') < row('2026-03-01T00:00:00Z')).toBe(true);
    expect(keys.month('2026-03-01T02:00:00+03:00')).toBe('202602');
    expect(() => row('soon')).toThrow('Invalid time');
  });

  it('put a drift in one of the buckets of its month, and the month in the range from it', () => {
    fc.assert(
      fc.property(time, asciiName, (recordedAt, resource) => {
        const partition = keys.journalPartition(resourceIn('g', resource), recordedAt);
        const month = keys.month(recordedAt);
        expect(keys.journalBuckets(subscription, month)).toContain(partition);
        expect(keys.monthOf(partition)).toBe(month);
        const { from, to } = keys.journalFrom(subscription, month);
        expect(partition >= from && partition < to).toBe(true);
        expect(partition < keys.journalFrom(subscription, keys.monthAfter(month)).from).toBe(true);
      }),
    );
  });

  it('count months across years', () => {
    expect(keys.monthAfter('202611')).toBe('202612');
    expect(keys.monthAfter('202612')).toBe('202701');
  });
});
