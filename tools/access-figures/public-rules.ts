import { offsetOf } from '@phiwatch/sample-hospital/logs';
import type { Alert } from './measured.ts';
import type { Hour, Observed } from './observed.ts';

const hour = 3_600_000;
const day = 24 * hour;

export interface Person {
  readonly kind: string;
  readonly timeZone?: string;
}

interface Hit {
  readonly at: number;
  readonly principal: string;
  readonly kind: string;
}

/** Thresholds that are the same for everybody, as rules of public collections set them. */
function fixed(each: Hour): string[] {
  const hits: string[] = [];
  if (each.patients.size > 50 || each.rows > 5000 || each.blobs > 100) hits.push('bulk-read');
  if (each.secrets > 25) hits.push('enumeration');
  if (each.denied > 10) hits.push('denied-burst');
  return hits;
}

/** Outside of 07:00 to 19:00 or at a weekend, by a clock with some offset. */
function isLate(at: number, offset: number): boolean {
  const clock = Math.floor((at + offset) / hour) % 24;
  const weekday = new Date(at + offset).getUTCDay();
  return clock < 7 || clock >= 19 || weekday % 6 === 0;
}

/** Hours above mean and three standard deviations of the same hour of the day in the history of the same user. */
function decomposed(all: readonly Hour[], from: number, watched: number): Hit[] {
  const days = (watched - from) / day;
  const history = new Map<string, number[]>();
  for (const { principal, at, calls } of all) {
    if (at >= watched) continue;
    const key = `${principal} ${(at / hour) % 24}`;
    history.set(key, [...(history.get(key) ?? []), calls]);
  }
  return all.flatMap(({ principal, at, calls }) => {
    if (at < watched || calls < 5) return [];
    const known = history.get(`${principal} ${(at / hour) % 24}`) ?? [];
    const mean = known.reduce((sum, count) => sum + count, 0) / days;
    const squares =
      known.reduce((sum, count) => sum + (count - mean) ** 2, 0) + (days - known.length) * mean ** 2;
    return calls > mean + 3 * Math.sqrt(squares / days) ? [{ principal, at, kind: 'bulk-read' }] : [];
  });
}

/** Alerts of rules as public collections have them, together: one for each principal and 48 hours. */
export function publicRules(
  observed: Observed,
  people: ReadonlyMap<string, Person>,
  { from, watched, to }: { from: number; watched: number; to: number },
): Alert[] {
  const all = [...observed.hours.values()];
  const hits: Hit[] = decomposed(all, from, watched);
  for (const each of all) {
    const { at, principal } = each;
    const person = people.get(principal);
    hits.push(...fixed(each).map((kind) => ({ at, principal, kind })));
    if (person?.kind !== 'human') continue;
    if (isLate(at, 0) || isLate(at, offsetOf(person.timeZone ?? 'UTC', at)))
      hits.push({ at, principal, kind: 'after-hours' });
  }
  hits.push(...observed.signs);
  const inWindow = hits.filter(({ at }) => at >= watched && at < to);
  const groups: Hit[][] = [];
  for (const list of Map.groupBy(inWindow, ({ principal }) => principal).values()) {
    let group: Hit[] | undefined;
    for (const hit of list.toSorted((one, other) => one.at - other.at)) {
      if (!group || hit.at >= group[0]!.at + 2 * day) groups.push((group = []));
      group.push(hit);
    }
  }
  return groups.map((group) => ({
    principals: [group[0]!.principal],
    start: group[0]!.at,
    end: group.at(-1)!.at + hour,
    kinds: [...new Set(group.map(({ kind }) => kind))],
  }));
}
