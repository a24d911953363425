import { groupName } from './peers.ts';
import type { CareGroup, History, Person } from './types.ts';

const lookBack = 14 * 24;

/** Fewer patients than this say nothing of where somebody works. */
const fewest = 8;

/** The least part of somebody's patients that is looked after by the place where they work. */
const leastShare = 0.5;

/** The least part of a role that works in one department, among so many whose department is known, who are half of the role. */
const leastOfRole = { share: 0.8, known: 4, ofAll: 0.5 };

/**
 * The department, as the directory says. Feeds of HR have gaps: then the department in which nearly all of the role work; else the one whose
 * patients the person has seen in the two weeks before a time, for somebody who works in a ward is no stranger to it; else the role. Undefined: nothing
 * is known.
 */
export function careGroups(history: History, until: number): CareGroup {
  const departments = departmentsOfRoles(history);
  const known = new Map<Person, string | undefined>();
  return (person) => {
    const department = groupName(person.info?.department);
    if (department !== undefined) return department;
    const role = groupName(person.info?.role);
    if (!known.has(person))
      known.set(person, departments.get(role ?? '') ?? placeOf(history, person, until) ?? role);
    return known.get(person);
  };
}

function departmentsOfRoles(history: History): ReadonlyMap<string, string> {
  const people = [...history.people.values()].filter(({ info }) => info?.role !== undefined);
  const found = new Map<string, string>();
  for (const [role, members] of Map.groupBy(people, ({ info }) => groupName(info?.role))) {
    const known = members.flatMap(({ info }) => groupName(info?.department) ?? []);
    if (known.length < Math.max(leastOfRole.known, leastOfRole.ofAll * members.length)) continue;
    const [most] = commonest(known);
    if (role !== undefined && most && most[1] >= leastOfRole.share * known.length) found.set(role, most[0]);
  }
  return found;
}

function placeOf(history: History, person: Person, until: number): string | undefined {
  const patients = new Set(
    person.hours
      .filter(({ at }) => at >= until - lookBack && at < until)
      .flatMap(({ parts }) => parts.flatMap((part) => part.patients)),
  );
  if (patients.size < fewest) return undefined;
  const [most] = commonest(
    [...patients].flatMap((patient) => departmentsOf(history, patient, person, until)),
  );
  return most && most[1] >= leastShare * patients.size ? most[0] : undefined;
}

function departmentsOf(history: History, patient: string, person: Person, until: number): string[] {
  const departments = new Set<string>();
  for (const { person: viewer, at } of history.views.get(patient) ?? []) {
    if (viewer === person.id || at >= until || at < until - lookBack) continue;
    const department = groupName(history.people.get(viewer)?.info?.department);
    if (department !== undefined) departments.add(department);
  }
  return [...departments];
}

function commonest(names: readonly string[]): (readonly [string, number])[] {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const);
  return counts.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
