import { hour } from '../../base/index.ts';

/** No event of a subscription has come for longer than is usual there: a drift would only be found by the nightly scan. */
export interface EventSilence {
  /** The end of the last hour with an event, ISO 8601. */
  readonly since: string;
  readonly silentHours: number;
  /** The longest time without events in the two weeks before. */
  readonly longestPauseHours: number;
}

/** With fewer hours with events, nothing is usual: the subscription is not busy. */
const fewest = 24;

const shortestHours = 6;

/** So many times the longest pause there was. */
const factor = 2;

/**
 * Says whether the events of a subscription have stopped: nothing for twice as long as it ever was in two weeks, nights and weekends
 * included.
 * @param hours hours since 1970 in which events came, the latest two weeks of them
 * @param now milliseconds since 1970
 */
export function silenceOf(hours: readonly number[], now: number): EventSilence | undefined {
  const last = hours.at(-1);
  if (last === undefined || hours.length < fewest) return undefined;
  const pauses = hours.slice(1).map((each, n) => each - (hours[n] ?? each) - 1);
  const longestPauseHours = Math.max(...pauses);
  const silentHours = Math.floor(now / hour) - last - 1;
  if (silentHours < Math.max(shortestHours, factor * longestPauseHours)) return undefined;
  return { since: new Date((last + 1) * hour).toISOString(), silentHours, longestPauseHours };
}
