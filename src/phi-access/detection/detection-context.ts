import type { Severity } from '../../model/index.ts';
import type { AccessFinding, AccessHour, AnomalyKind, Directory } from '../model/index.ts';
import { careGroups } from './care-groups.ts';
import { groupName, peers } from './peers.ts';
import { shiftKeeper } from './shifts.ts';
import type { DetectionContext, DetectionWindow, History, Hour, Person, Shift } from './types.ts';
import { calendar, hourMs } from './working-calendar.ts';

/** Makes the context of a window. What it keeps between windows is worked out from the history alone. */
export function createDetectionContext(
  history: History,
  directory: Directory,
): (window: DetectionWindow) => DetectionContext {
  const days = calendar(directory.holidays, directory.onCall);
  const zoneOf = zoneFinder(directory);
  const shiftsOf = shiftKeeper(days, zoneOf);
  const ofDay = { midnight: -1, values: new Map<string, unknown>() };
  return ({ from, to, elapsed: passed = { from, to } }) => {
    const start = hourAt(from);
    const end = Math.ceil(Date.parse(to) / hourMs);
    const remembered = new Map<string, unknown>();
    const midnight = Math.floor(start / 24) * 24;
    const daily = <T>(key: string, make: (midnight: number) => T): T => {
      if (ofDay.midnight !== midnight) Object.assign(ofDay, { midnight, values: new Map() });
      return once(ofDay.values, key, () => make(midnight));
    };
    const active = [...history.people.values()].filter((person) => hoursIn(person, start, end).length > 0);
    const upToNow = (person: Person): readonly Shift[] => {
      const shifts = shiftsOf(person);
      return (shifts.at(-1)?.from ?? 0) < end ? shifts : shifts.filter((shift) => shift.from < end);
    };
    const context: Omit<DetectionContext, 'peers'> = {
      history,
      directory,
      calendar: days,
      from: start,
      to: end,
      elapsed: { from: hourAt(passed.from), to: hourAt(passed.to) },
      active,
      events: history.events.filter(({ time }) => time >= from && time < to),
      zoneOf,
      careGroup: (person) => daily('care groups', () => careGroups(history, midnight))(person),
      shiftsOf: upToNow,
      current: (person) => reaching(upToNow(person), start),
      remember: (key, make) => once(remembered, key, make),
      daily,
      partsOf: (person) => hoursIn(person, start, end).flatMap(({ parts }) => parts),
    };
    return { ...context, peers: peers(context) };
  };
}

function hourAt(moment: string): number {
  return Math.floor(Date.parse(moment) / hourMs);
}

function once<T>(values: Map<string, unknown>, key: string, make: () => T): T {
  if (!values.has(key)) values.set(key, make());
  return values.get(key) as T;
}

function reaching(shifts: readonly Shift[], start: number): { shift: Shift; before: readonly Shift[] }[] {
  let place = shifts.length;
  while (place > 0 && (shifts[place - 1]?.to ?? 0) >= start) place -= 1;
  return shifts.slice(place).map((shift, step) => ({ shift, before: shifts.slice(0, place + step) }));
}

/** From the end, where what is evaluated lies. */
function hoursIn({ hours }: Person, from: number, to: number): readonly Hour[] {
  let first = hours.length;
  while (first > 0 && (hours[first - 1]?.at ?? 0) >= from) first -= 1;
  let last = first;
  while (last < hours.length && (hours[last]?.at ?? 0) < to) last += 1;
  return hours.slice(first, last);
}

/** A finding on some hours of one person. */
export function finding(
  kind: AnomalyKind,
  person: { readonly id: string },
  parts: readonly AccessHour[],
  severity: Severity,
  score: number,
  counts: Readonly<Record<string, number>>,
  explanation: string,
): AccessFinding {
  return {
    kind,
    principal: person.id,
    start: parts.reduce((first, part) => (part.first < first ? part.first : first), parts[0]?.first ?? ''),
    end: parts.reduce((last, part) => (part.last > last ? part.last : last), parts[0]?.last ?? ''),
    severity,
    score: Math.round(Math.min(1, Math.max(0, score)) * 100) / 100,
    resources: [...new Set(parts.map(({ resource }) => resource))].toSorted().slice(0, 20),
    counts: Object.fromEntries(
      Object.entries(counts).map(([name, value]) => [name, Math.round(value * 100) / 100]),
    ),
    explanation,
  };
}

export function sum(parts: readonly AccessHour[], count: (part: AccessHour) => number): number {
  return parts.reduce((total, part) => total + count(part), 0);
}

/**
 * Finds the time zone in which somebody lives: as the directory says, else that of most of their department, else that
 * of most people; UTC if no zone is known.
 */
function zoneFinder(directory: Directory): (person: Person) => string {
  const votes = new Map<string, Map<string, number>>();
  const vote = (group: string, zone: string): void => {
    const zones = votes.get(group) ?? new Map<string, number>();
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
    votes.set(group, zones);
  };
  for (const { timeZone, department } of directory.principals.values()) {
    if (timeZone === undefined) continue;
    vote('', timeZone);
    const group = groupName(department);
    if (group !== undefined) vote(group, timeZone);
  }
  const most = (group: string): string | undefined =>
    [...(votes.get(group) ?? [])].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  const chosen = new Map([...votes.keys()].map((group) => [group, most(group)]));
  return ({ info }) =>
    info?.timeZone ?? chosen.get(groupName(info?.department) ?? '') ?? chosen.get('') ?? 'UTC';
}

/** Whether a resource is a scope of Azure or lies in it; both in lower case. */
export function isWithin(resource: string, scope: string): boolean {
  return resource === scope || resource.startsWith(scope.endsWith('/') ? scope : `${scope}/`);
}
