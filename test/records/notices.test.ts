import { expect, test, vi } from 'vitest';
import { noteOnce, noticesSince } from '../../src/records/index.ts';
import { FakeClock } from '../support/fakes.ts';
import { memoryRecords } from '../support/memory-records.ts';

const clock = new FakeClock('2026-11-30T12:00:00.000Z');

test('notices since the beginning of time cost no more than the months that have some', async () => {
  const records = memoryRecords();
  for (const at of ['2026-03-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'])
    await noteOnce(at, { kind: 'drifts', at, cause: 'policy', group: 'g' }, records, at);
  const read = vi.spyOn(records.notices, 'latest');
  for (const since of ['0001-01-01', '0000-01-01T00:00:00Z', '1970-01-01']) {
    read.mockClear();
    expect((await noticesSince(since, { records, clock })).map(({ id }) => id)).toEqual([
      '2026-03-01T00:00:00.000Z',
      '2026-11-01T00:00:00.000Z',
    ]);
    expect(read.mock.calls.length).toBeLessThan(5);
  }
});

test('a moment is the same in any zone', async () => {
  const records = memoryRecords();
  const at = '2026-03-01T08:00:00.000Z';
  await noteOnce('a', { kind: 'drifts', at, cause: 'policy', group: 'g' }, records, at);
  expect(await noticesSince('2026-03-01T10:00:00+02:00', { records, clock })).toHaveLength(1);
  expect(await noticesSince('2026-03-01T10:00:01+02:00', { records, clock })).toHaveLength(0);
});
