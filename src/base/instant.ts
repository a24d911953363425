/** Moments are ISO 8601 as their sources write them, with more or fewer digits: compared as numbers. */
export function at(iso: string): number {
  return Date.parse(iso);
}

export function isBefore(one: string, other: string): boolean {
  return at(one) < at(other);
}

export function plusSeconds(iso: string, seconds: number): string {
  return new Date(at(iso) + seconds * 1000).toISOString();
}

export function latest(one: string, other: string): string {
  return isBefore(one, other) ? other : one;
}

export function earliest(one: string, other: string): string {
  return isBefore(other, one) ? other : one;
}
