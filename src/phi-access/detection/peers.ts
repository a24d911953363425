import { baseline } from './baseline.ts';
import type { DetectionContext, Peers, Person, Shift } from './types.ts';

const enough = 3;

export function peers(context: Omit<DetectionContext, 'peers'>): Peers {
  const byRole = new Map<string, Person[]>();
  const byDepartment = new Map<string, Person[]>();
  for (const person of context.history.people.values()) {
    if (person.kind !== 'human') continue;
    add(byRole, groupName(person.info?.role), person);
    add(byDepartment, groupName(person.info?.department), person);
  }
  const groups = (person: Person): readonly Person[][] => [
    byRole.get(groupName(person.info?.role) ?? '') ?? [],
    byDepartment.get(groupName(person.info?.department) ?? '') ?? [],
  ];
  const known = new Map<string, Residuals>();
  const residualsOf = (name: string, feature: (shift: Shift) => number): Residuals => {
    const found = known.get(name) ?? residuals((person) => residualOf(context, person, feature));
    known.set(name, found);
    return found;
  };
  return {
    groups,
    surge: (person, name, feature) => {
      const { of, sorted } = residualsOf(name, feature);
      const own = of(person);
      let most = 0;
      for (const group of groups(person)) {
        const all = sorted(group);
        if (all.length - (own === undefined ? 0 : 1) >= enough)
          most = Math.max(most, medianWithout(all, own));
      }
      return most;
    },
  };
}

interface Residuals {
  readonly of: (person: Person) => number | undefined;
  /** Those of a group in order: worked out once, not for each of its members. */
  readonly sorted: (group: readonly Person[]) => Float64Array;
}

function residuals(make: (person: Person) => number | undefined): Residuals {
  const single = new Map<Person, number | undefined>();
  const grouped = new Map<readonly Person[], Float64Array>();
  const of = (person: Person): number | undefined => {
    if (!single.has(person)) single.set(person, make(person));
    return single.get(person);
  };
  return {
    of,
    sorted: (group) => {
      const found =
        grouped.get(group) ?? Float64Array.from(group.flatMap((each) => of(each) ?? [])).toSorted();
      grouped.set(group, found);
      return found;
    },
  };
}

/** Median of sorted values, of which one is left out. */
function medianWithout(sorted: Float64Array, left: number | undefined): number {
  const gap = left === undefined ? sorted.length : sorted.indexOf(left);
  const at = (place: number): number => sorted[place < gap ? place : place + 1] ?? 0;
  const middle = (sorted.length - (left === undefined ? 1 : 2)) / 2;
  return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
}

/** Returns how far somebody's shift of the last day is from their usual one; undefined: no shift, or too little history. */
function residualOf(
  context: Omit<DetectionContext, 'peers'>,
  person: Person,
  feature: (shift: Shift) => number,
): number | undefined {
  const shifts = context.shiftsOf(person);
  const last = shifts.at(-1);
  if (!last || last.to < context.to - 24 || shifts.length < 6) return undefined;
  const before = shifts.slice(0, -1).map((shift) => Math.log1p(feature(shift)));
  return Math.log1p(feature(last)) - baseline(before, 0).median;
}

function add(groups: Map<string, Person[]>, name: string | undefined, person: Person): void {
  if (name === undefined) return;
  const members = groups.get(name);
  if (members) members.push(person);
  else groups.set(name, [person]);
}

const names = new Map<string, string>();

export function groupName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  let name = names.get(text);
  if (name === undefined) {
    name = text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (names.size > 10_000) names.clear();
    names.set(text, name);
  }
  return name || undefined;
}
