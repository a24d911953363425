import { baseline, median } from './baseline.ts';
import type { Person } from './history.ts';
import type { Scene } from './scene.ts';
import type { Shift } from './shifts.ts';

/** Who does the same work: role and department are free text, so they are compared without case, punctuation and spaces. */
export interface Peers {
  /** Others of the same role, and of the same department. */
  readonly groups: (person: Person) => readonly (readonly Person[])[];
  /**
   * How much busier than usual the colleagues are at this time, as a difference of log1p: on the day of a bus crash, at the end of
   * the month. Never below 0: an idle day makes nobody suspicious.
   */
  surge(person: Person, name: string, feature: (shift: Shift) => number): number;
}

const enough = 3;

export function peers(scene: Omit<Scene, 'peers'>): Peers {
  const byRole = new Map<string, Person[]>();
  const byDepartment = new Map<string, Person[]>();
  for (const person of scene.history.people.values()) {
    if (person.kind !== 'human') continue;
    add(byRole, groupName(person.info?.role), person);
    add(byDepartment, groupName(person.info?.department), person);
  }
  const groups = (person: Person): readonly Person[][] => [
    byRole.get(groupName(person.info?.role) ?? '') ?? [],
    byDepartment.get(groupName(person.info?.department) ?? '') ?? [],
  ];
  const residuals = new Map<string, number | undefined>();
  const residual = (person: Person, name: string, feature: (shift: Shift) => number): number | undefined => {
    const key = `${name} ${person.id}`;
    if (!residuals.has(key)) residuals.set(key, residualOf(scene, person, feature));
    return residuals.get(key);
  };
  return {
    groups,
    surge: (person, name, feature) => {
      let most = 0;
      for (const group of groups(person)) {
        const others = group.flatMap((peer) =>
          peer === person ? [] : (residual(peer, name, feature) ?? []),
        );
        if (others.length >= enough) most = Math.max(most, median(others));
      }
      return most;
    },
  };
}

/** How far somebody's shift of the last day is from their usual one; undefined: no shift, or too little history. */
function residualOf(
  scene: Omit<Scene, 'peers'>,
  person: Person,
  feature: (shift: Shift) => number,
): number | undefined {
  const shifts = scene.shiftsOf(person);
  const last = shifts.at(-1);
  if (!last || last.to < scene.to - 24 || shifts.length < 6) return undefined;
  const before = shifts.slice(0, -1).map((shift) => Math.log1p(feature(shift)));
  return Math.log1p(feature(last)) - baseline(before, 0).median;
}

export function groupName(text: string | undefined): string | undefined {
  const name = text
    ?.normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return name || undefined;
}

function add(groups: Map<string, Person[]>, name: string | undefined, person: Person): void {
  if (name === undefined) return;
  const members = groups.get(name);
  if (members) members.push(person);
  else groups.set(name, [person]);
}
