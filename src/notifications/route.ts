import { minute, wallClock } from '../base/index.ts';
import type { Severity } from '../model/index.ts';
import type { AlertSettings, QuietHours } from './settings.ts';

export interface Routed {
  readonly channels: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string;
}

/** Which channels hear of something, and from when on. In quiet hours, what is low waits for the morning. */
export function routeOf(
  about: { readonly severity: Severity; readonly phi: boolean; readonly organization?: string | undefined },
  { channels, routes, quietHours }: AlertSettings,
  now: Date,
): Routed {
  const all = Object.keys(channels);
  const chosen = routes
    ? routes
        .filter(
          ({ severity, phi, organization }) =>
            (severity === undefined || severity.includes(about.severity)) &&
            (phi === undefined || phi === about.phi) &&
            (organization === undefined || organization === about.organization),
        )
        .flatMap((route) => route.channels)
    : all;
  const waits = about.severity === 'low' && quietHours ? endOfQuiet(now, quietHours) : undefined;
  return { channels: [...new Set(chosen)], notBefore: (waits ?? now).toISOString() };
}

/** When the quiet hours end in which a moment lies, by the clock on the wall there; undefined: it lies in none. */
export function endOfQuiet(now: Date, { from, to, timeZone }: QuietHours): Date | undefined {
  const isQuiet = (at: Date): boolean => {
    const minutes = minutesOfDay(at, timeZone);
    return from <= to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
  };
  if (!isQuiet(now)) return undefined;
  // Minute by minute: a clock that is put forward or back on the way changes nothing in this.
  let at = new Date(Math.floor(now.getTime() / minute) * minute);
  while (isQuiet(at)) at = new Date(at.getTime() + minute);
  return at;
}

function minutesOfDay(at: Date, timeZone: string): number {
  const wall = wallClock(at.getTime(), timeZone);
  return Number(wall.hour) * 60 + Number(wall.minute);
}

/** The Privacy Officer's channels on which something about these principals may be said: none of them reads it. */
export function channelsFor(
  principals: readonly string[],
  { privacy = {} }: Pick<AlertSettings, 'privacy'>,
): readonly string[] {
  const concerned = new Set(principals.map((id) => id.toLowerCase()));
  return Object.entries(privacy)
    .filter(([, readers]) => !readers.some((reader) => concerned.has(reader)))
    .map(([channel]) => channel);
}
