import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftFromRow, driftToJournalRow, driftToPendingRow } from '../../../src/platform/store/drift-row.ts';
import { jsonProperty, requireSize, sentSize, TooLargeError } from '../../../src/platform/store/row.ts';
import { stateFromRow, stateToRow } from '../../../src/platform/store/state-row.ts';
import { driftOf, headOf, resourceIn, stateOf } from './samples.ts';

const text = jsonProperty<string>('text');

describe('long values', () => {
  it('come back whole, in parts of at most 30,000 characters, none ending within a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 4_000 }),
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
      { numRuns: 20 },
    );
  });

  it.each([
    [29_998, [30_000], 'with its quotes it just fits into one part'],
    [29_999, [30_000, 1], 'it does not fit'],
    [59_998, [30_000, 30_000], 'it just fits into two'],
  ])('of %i characters are in parts of %j: %s', (length, expected) => {
    const parts = Object.entries(text.split('x'.repeat(length)));
    expect(parts.map(([, part]) => part.length)).toEqual(expected);
    expect(parts.map(([name]) => name)).toEqual(expected.map((_, n) => `text${n}`));
  });

  it('are cut before a character that has two halves, and only there', () => {
    const lengths = (value: string) => Object.values(text.split(value)).map((part) => part.length);
    expect(lengths(`${'x'.repeat(29_998)}🩻`)).toEqual([29_999, 3]);
    expect(lengths(`${'x'.repeat(29_997)}🩻`)).toEqual([30_000, 1]);
    expect(lengths(`${'x'.repeat(29_998)}\ue000`)).toEqual([30_000, 1]);
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

  /** A row takes 8 bytes, and for each of its keys, its names and its texts 2 a character. */
  const rowOf = (bytes: number) => {
    const row = { partitionKey: 'p', rowKey: 'r', schema: 1, text: '' };
    const others = 4 + 2 * 2 + (8 + 2 * 6 + 8) + (8 + 2 * 4 + 4);
    return { ...row, text: 'x'.repeat((bytes - others) / 2) };
  };

  it.each([
    [1_048_576, true],
    [1_048_578, false],
  ])('of %i bytes may be stored: %s', (bytes, fits) => {
    const tooLarge = `Row r of thing would take ${bytes} bytes, more than the 1 MiB allowed`;
    const check = () => requireSize([rowOf(100), rowOf(bytes)], 'thing');
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow(new TooLargeError(tooLarge));
  });

  /** Sent as JSON, one byte a character here, with 2,000 bytes of headers. */
  const sent = (bytes: number) => ({ partitionKey: 'p', rowKey: 'r', text: 'x'.repeat(bytes - 2_000 - 43) });

  it.each([
    [8, 524_288, true],
    [8, 524_289, false],
  ])('%i of %i bytes may be sent together: %s', (count, bytes, fits) => {
    const rows = Array.from({ length: count }, () => sent(bytes));
    expect(sentSize(rows[0]!)).toBe(bytes);
    const total = 'A transaction of 8 rows of thing would take 4194312 bytes, more than the 4 MiB allowed';
    if (fits) expect(() => requireSize(rows, 'thing')).not.toThrow();
    else expect(() => requireSize(rows, 'thing')).toThrow(new TooLargeError(total));
  });
});
