import { describe, expect, test } from 'vitest';
import { createEventHours, silenceOf } from '../../../src/monitoring/event-streams/index.ts';
import type { HeardHours } from '../../../src/monitoring/event-streams/index.ts';
import { memoryRows } from '../../support/memory-rows.ts';

const hour = 3_600_000;
const start = 490_000;

/** Two weeks of working days from 8 to 18, with nothing at night and at weekends. */
const working = Array.from({ length: 14 * 24 }, (_, n) => n).flatMap((n) => {
  const [day, at] = [Math.floor(n / 24) % 7, n % 24];
  return day < 5 && at >= 8 && at < 18 ? [start + n] : [];
});
const steady = Array.from({ length: 48 }, (_, n) => start + n);
const lastOf = (hours: readonly number[]) => hours.at(-1) ?? 0;

describe('the events of a subscription', () => {
  test.each<[given: string, hours: readonly number[], silentHours: number, isSilent: boolean]>([
    ['that come each hour, after five hours', steady, 5, false],
    ['that come each hour, after six hours', steady, 6, true],
    ['that come on working days, after a weekend', working, 62, false],
    ['that come on working days, after two weekends in a row', working, 124, true],
    ['that have hardly come', steady.slice(0, 23), 500, false],
    ['that have never come', [], 500, false],
  ])('%s', (_, hours, silentHours, isSilent) => {
    const now = (lastOf(hours) + 1 + silentHours) * hour + 1;
    const silence = silenceOf(hours, now);
    expect(silence !== undefined).toBe(isSilent);
    if (silence)
      expect(silence).toEqual({
        since: new Date((lastOf(hours) + 1) * hour).toISOString(),
        silentHours,
        longestPauseHours: hours === working ? 62 : 0,
      });
  });
});

describe('hours with events', () => {
  const clockAt = (n: number) => ({ now: () => new Date((start + n) * hour + 5_000) });

  test('are noted once an hour, for two weeks', async () => {
    let writes = 0;
    const rows = memoryRows<HeardHours>(() => (writes += 1));
    let n = 0;
    const hours = createEventHours(rows, { now: () => clockAt(n).now() });
    for (let event = 0; event < 100; event += 1) await hours.note('s');
    expect(writes).toBe(1);
    n = 1;
    await hours.note('s');
    await hours.note('t');
    expect([await hours.of('s'), await hours.of('t')]).toEqual([[start, start + 1], [start + 1]]);
    n = 14 * 24;
    await hours.note('s');
    expect(await hours.of('s')).toEqual([start + 1, start + 14 * 24]);
    expect(await hours.of('u')).toEqual([]);
  });

  test('of several instances are kept together', async () => {
    const rows = memoryRows<HeardHours>();
    const [one, other] = [clockAt(1), clockAt(2)].map((clock) => createEventHours(rows, clock));
    await Promise.all([one?.note('s'), other?.note('s')]);
    expect(await one?.of('s')).toEqual([start + 1, start + 2]);
  });
});
