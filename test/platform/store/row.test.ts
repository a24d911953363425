import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftFromRow, driftToJournalRow, driftToPendingRow } from '../../../src/platform/store/drift-row.ts';
import { jsonProperty, requireSize, TooLargeError } from '../../../src/platform/store/row.ts';
import { stateFromRow, stateToRow } from '../../../src/platform/store/state-store.ts';
import { driftOf, headOf, resourceIn, stateOf } from './samples.ts';

const text = jsonProperty<string>('text');

describe('long values', () => {
  it('come back whole, in parts of at most 30,000 characters, none ending within a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 9_000 }),
        (s, n) => {
          const value = s.repeat(n);
          const parts = text.split(value);
          expect(text.join(parts)).toBe(value);
          for (const part of Object.values(parts)) {
            expect(part.length).toBeLessThanOrEqual(30_000);
            expect(part.isWellFormed()).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are refused where a part is torn or absent', () => {
    const { text0: _, ...torn } = text.split('x'.repeat(50_000));
    expect(() => text.join({ ...torn, partitionKey: 'p', rowKey: 'r' })).toThrow(
      'Row p / r has no readable text',
    );
    expect(() => text.join({ text0: '"half', partitionKey: 'p', rowKey: 'r' })).toThrow('no readable text');
  });
});

describe('rows', () => {
  const id = resourceIn('Imaging');

  it('give back the current state and the drift that they hold', () => {
    const current = headOf(id, {
      sequence: 7,
      gone: true,
      states: {
        a: stateOf({ values: { 'tags.ward': 'Radiología 🩻' } }),
        b: stateOf({ state: 'Unknown', reason: '' }),
      },
      reads: ['/subscriptions/s', 'x'],
      lastDrifts: {
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-02T00:00:00Z',
        drifts: [{ sequence: 1, recordedAt: '2026-01-02T00:00:00Z' }],
      },
    });
    expect(stateFromRow(stateToRow(current))).toEqual(current);
    const drift = driftOf(id, 7, { from: null, actor: { objectId: 'o' } });
    expect(driftFromRow(driftToPendingRow(drift))).toEqual(drift);
    expect(driftFromRow(driftToJournalRow(drift))).toEqual(drift);
  });

  it('of a newer schema are refused', () => {
    expect(() => stateFromRow({ ...stateToRow(headOf(id)), schema: 2 })).toThrow(/schema 2.*update the app/);
    expect(() => driftFromRow({ ...driftToPendingRow(driftOf(id, 1)), schema: undefined })).toThrow('schema');
  });

  const row = (length: number) =>
    stateToRow(headOf(id, { states: { a: stateOf({ reason: 'x'.repeat(length) }) } }));

  it('too large for Table Storage are refused, by the name of the resource', () => {
    expect(() => requireSize([row(500_000)], id)).not.toThrow();
    expect(() => requireSize([row(530_000)], id)).toThrow(TooLargeError);
    expect(() => requireSize([row(530_000)], id)).toThrow(id);
    expect(() =>
      requireSize(
        Array.from({ length: 9 }, () => row(500_000)),
        id,
      ),
    ).toThrow(/9 rows.*Imaging.*4 MiB/);
  });
});
