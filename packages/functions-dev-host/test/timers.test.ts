import { describe, expect, it } from 'vitest';
import type { AppFunction } from '../src/core-module.ts';
import type { InvocationInput, InvocationOutcome } from '../src/invoke.ts';
import { parseSchedule } from '../src/schedule.ts';
import { runTimer } from '../src/timers.ts';

describe('NCRONTAB', () => {
  it.each([
    ['0 */5 * * * *', '2026-03-01T00:01:00Z', '2026-03-01T00:05:00.000Z'],
    ['*/10 * * * * *', '2026-03-01T00:00:10Z', '2026-03-01T00:00:20.000Z'],
    ['*/5 * * * *', '2026-03-01T00:01:00Z', '2026-03-01T00:05:00.000Z'],
    ['0 30 9 * Jan Mon', '2026-01-01T00:00:00Z', '2026-01-05T09:30:00.000Z'],
    // Both the day of the month and the day of the week must match.
    ['0 0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-02-13T00:00:00.000Z'],
    // UTC: no hour is skipped or repeated on the nights on which clocks change.
    ['0 30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-29T02:30:00.000Z'],
    ['0 0 0 1 1,4,7,10 *', '2026-04-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, next) => {
    expect(parseSchedule(expression).next(new Date(after)).toISOString()).toBe(next);
  });

  it.each([
    '@daily',
    '0 0 * *',
    '0 0 0 L * *',
    '0 0 0 ? * MON#1',
    '0 0 0 0 0 0 0',
    '00:05:00',
    '99 * * * * *',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });
});

const fn = (runOnStartup: boolean): AppFunction => ({
  name: 'nightly',
  metadata: { name: 'nightly', bindings: {} },
  callback: () => undefined,
  trigger: { name: 't', binding: { type: 'timerTrigger', direction: 'in', runOnStartup } },
  disabled: false,
});

/** Runs an hourly timer from 00:30 under a clock that only sleeping and the work itself move. */
async function hourly(options: {
  runs: number;
  runOnStartup?: boolean;
  workMinutes?: readonly number[];
}): Promise<unknown[]> {
  let now = Date.parse('2026-01-01T00:30:00Z');
  const stop = new AbortController();
  const infos: unknown[] = [];
  await runTimer(
    fn(options.runOnStartup ?? false),
    parseSchedule('0 0 * * * *'),
    {
      now: () => new Date(now),
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      invoke: async (_fn: AppFunction, input: InvocationInput): Promise<InvocationOutcome> => {
        infos.push({ at: new Date(now).toISOString(), ...(JSON.parse(input.data.string ?? '') as object) });
        now += (options.workMinutes?.[infos.length - 1] ?? 0) * 60_000;
        if (infos.length === options.runs) stop.abort();
        return { ok: true, returnValue: undefined };
      },
    },
    stop.signal,
  );
  return infos;
}

describe('a timer', () => {
  it('runs at each occurrence and says when it ran last', async () => {
    expect(await hourly({ runs: 2 })).toEqual([
      {
        at: '2026-01-01T01:00:00.000Z',
        Schedule: { AdjustForDST: true },
        ScheduleStatus: {
          Last: '0001-01-01T00:00:00',
          LastUpdated: '0001-01-01T00:00:00',
          Next: '2026-01-01T01:00:00.000Z',
        },
        IsPastDue: false,
      },
      {
        at: '2026-01-01T02:00:00.000Z',
        Schedule: { AdjustForDST: true },
        ScheduleStatus: {
          Last: '2026-01-01T01:00:00.000Z',
          LastUpdated: '2026-01-01T01:00:00.000Z',
          Next: '2026-01-01T02:00:00.000Z',
        },
        IsPastDue: false,
      },
    ]);
  });

  it('does not run again while it is running: what it slept through is skipped', async () => {
    const infos = await hourly({ runs: 2, workMinutes: [150] });
    expect(infos).toMatchObject([{ at: '2026-01-01T01:00:00.000Z' }, { at: '2026-01-01T04:00:00.000Z' }]);
  });

  it('runs on startup when it is bound so', async () => {
    const infos = await hourly({ runs: 2, runOnStartup: true });
    expect(infos).toMatchObject([{ at: '2026-01-01T00:30:00.000Z' }, { at: '2026-01-01T01:00:00.000Z' }]);
  });
});

it('a timer over which the clock was moved runs once, past due', async () => {
  const times = [
    '2026-01-01T00:30:00Z',
    '2026-01-01T00:30:00Z',
    '2026-01-01T00:30:00Z',
    '2026-01-03T00:10:00Z',
  ];
  let calls = 0;
  const stop = new AbortController();
  const infos: object[] = [];
  await runTimer(
    fn(false),
    parseSchedule('0 0 * * * *'),
    {
      now: () => new Date(times[Math.min(calls++, times.length - 1)] ?? ''),
      sleep: async () => {},
      invoke: async (_fn, input) => {
        infos.push(JSON.parse(input.data.string ?? '') as object);
        stop.abort();
        return { ok: true, returnValue: undefined };
      },
    },
    stop.signal,
  );
  expect(infos).toMatchObject([{ IsPastDue: true, ScheduleStatus: { Next: '2026-01-01T01:00:00.000Z' } }]);
});
