import type { Random } from './random.ts';
import { day, hour, offsetOf, weekday } from './time.ts';
import type { World } from './world.ts';

export type Pattern =
  | 'engine'
  | 'lab'
  | 'router'
  | 'backup'
  | 'loader'
  | 'export'
  | 'portal'
  | 'clearinghouse'
  | 'reporting'
  | 'pipeline'
  | 'probe'
  | 'encryption'
  | 'registry'
  | 'scribe'
  | 'assistant'
  | 'authorizations'
  | 'none';

/** Returns how many calls a service makes, about, in the hour from a moment. */
export function busyness(pattern: Pattern, at: number, world: World, random: Random): number {
  const { habits, calendar, copies } = world;
  const zone = habits.zones[0];
  const local = at + offsetOf(zone, at);
  const clock = Math.floor(local / hour) % 24;
  const date = Math.floor(local / day) * day;
  const workday = calendar.isWorkday(date);
  const office = workday && clock >= 8 && clock < 18 ? (clock === 12 ? 0.7 : 1) : 0;
  // Nights are quieter, weekends too.
  const swing = (0.35 + 0.65 * Math.max(0, Math.sin(((clock - 6) / 17) * Math.PI))) * (workday ? 1 : 0.65);
  const nightly = (new Date(at).getUTCHours() - habits.nightly + 24) % 24;
  const noise = random.logNormal(1, 0.15);
  const surge = date === calendar.casualties ? 1.6 : 1;
  const rates: Record<Pattern, number> = {
    engine: habits.flat * surge * copies,
    lab: habits.flat * 0.5 * swing * surge * copies,
    router: 8 * copies,
    backup: nightly < 2 ? 70 * copies : 0,
    loader: nightly === 3 ? 26 : 0,
    export: weekday(date) === 0 && nightly === 1 ? 1 : 0,
    portal: habits.flat * 0.8 * Math.max(0.02, swing - 0.33) * copies,
    clearinghouse: office * 6 * calendar.closing(date),
    reporting: workday && clock === 6 ? (weekday(date) === 1 ? 40 : 9) : 0,
    pipeline: workday && clock >= 9 && clock < 17 && random.chance(0.2) ? 3 : 0,
    probe: 4,
    encryption: 2,
    registry: weekday(date) === 3 && nightly === 5 ? 90 : 0,
    scribe: office * 12 * copies,
    assistant: office * 7 * calendar.closing(date),
    authorizations: office * 3,
    none: 0,
  };
  return rates[pattern] * noise;
}
