/** Milliseconds. */
export const minute = 60_000;

export const hour = 60 * minute;

export const day = 24 * hour;

/** Moments are ISO 8601 as their sources write them, with more or fewer digits: compared as numbers. */
export function at(iso: string): number {
  return Date.parse(iso);
}

export function isBefore(one: string, other: string): boolean {
  return at(one) < at(other);
}

export function plusSeconds(iso: string, seconds: number): string {
  return plus(iso, seconds * 1000);
}

/** A moment so many milliseconds later; before it with a minus. */
export function plus(iso: string, milliseconds: number): string {
  return new Date(at(iso) + milliseconds).toISOString();
}

/** A moment so many days of 24 hours later. */
export function daysAfter(iso: string, days: number): string {
  return plus(iso, days * day);
}

/** Seconds from one moment to another; negative where the other is earlier. */
export function secondsBetween(from: string, to: string): number {
  return (at(to) - at(from)) / 1000;
}

export function latest(one: string, other: string): string {
  return isBefore(one, other) ? other : one;
}

export function earliest(one: string, other: string): string {
  return isBefore(other, one) ? other : one;
}
