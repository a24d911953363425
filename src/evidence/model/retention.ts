/** 45 CFR 164.316(b)(2)(i): six years from creation, or from when it last was in effect, whichever is later. */
const years = 6;

/** A lock of what is in effect lasts for at least six years from now: it is set a year further each time. */
const ahead = 7;

interface Retained {
  readonly createdAt: string;
  /** When it ended or was replaced; absent: it is in effect. */
  readonly lastInEffect?: string;
}

/**
 * Returns until when something is to be kept, ISO 8601. What is in effect has no such moment yet: it is locked for seven years from now,
 * again each time that less than six are left.
 * @param lockedUntil how long it is locked already; the answer is never earlier
 */
export function retainUntil({ createdAt, lastInEffect }: Retained, now: string, lockedUntil = ''): string {
  const enough = lastInEffect === undefined ? yearsAfter(now, years) : lastOf(createdAt, lastInEffect);
  if (lockedUntil >= enough) return lockedUntil;
  return lastInEffect === undefined ? yearsAfter(now, ahead) : enough;
}

function lastOf(createdAt: string, lastInEffect: string): string {
  return yearsAfter(createdAt > lastInEffect ? createdAt : lastInEffect, years);
}

/** The same moment so many years later; of a 29 February the day after, where there is none. */
function yearsAfter(time: string, count: number): string {
  const date = new Date(time);
  date.setUTCFullYear(date.getUTCFullYear() + count);
  return date.toISOString();
}
