import type { Person } from './history.ts';
import { groupName } from './peers.ts';
import type { Scene } from './scene.ts';
import type { Shift } from './shifts.ts';

const days = 14 * 24;
/** After a shift colleagues may still come to a patient: a patient admitted today is a stranger until somebody else reads on. */
const settles = 24;

/** Counts the patients of a shift whom nobody else of the department looked at around that time, and whom the person did not know. */
export function strangerCounter(scene: Scene): (person: Person, shift: Shift) => number {
  return (person, shift) => {
    const final = shift.to + settles < scene.to;
    const known = final ? counted.get(shift) : undefined;
    if (known !== undefined) return known;
    let strangers = 0;
    for (const patient of shift.patients) if (isStranger(scene, person, shift, patient)) strangers += 1;
    if (final) counted.set(shift, strangers);
    return strangers;
  };
}

const counted = new WeakMap<Shift, number>();

function isStranger(scene: Scene, person: Person, shift: Shift, patient: string): boolean {
  const department = groupName(person.info?.department) ?? groupName(person.info?.role);
  for (const view of scene.history.views.get(patient) ?? []) {
    if (view.at < shift.from - days || view.at >= Math.min(scene.to, shift.to + settles)) continue;
    if (view.person === person.id) {
      if (view.at < shift.from) return false;
      continue;
    }
    const other = scene.history.people.get(view.person);
    if (!other || other.kind !== 'human') continue;
    const theirs = groupName(other.info?.department) ?? groupName(other.info?.role);
    if (theirs === department) return false;
  }
  return true;
}
