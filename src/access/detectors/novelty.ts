import type { Person } from './history.ts';
import type { Scene } from './scene.ts';
import type { Shift } from './shifts.ts';
import { careGroup } from './strangers.ts';

const lookBack = 14 * 24;

/**
 * How often a patient is new to a person's whole department when the person looks: nearly always in radiology or an outpatient
 * clinic, seldom on a ward.
 */
export function noveltyOf(scene: Scene): (person: Person) => number {
  return (person) =>
    scene.remember(`novelty ${person.id}`, () => {
      // At the beginning of the history everybody is new.
      const known = scene.history.since + 7 * 24;
      const shifts = scene.shiftsOf(person).filter(({ from, to }) => from >= known && to < scene.to - 24);
      let seen = 0;
      let fresh = 0;
      for (const shift of shifts.slice(-20)) {
        seen += shift.patients.size;
        fresh += freshOf(scene, person, shift);
      }
      // With little to go by, somebody is taken for one who sees new patients.
      return (fresh + 4) / (seen + 8);
    });
}

const counted = new WeakMap<Shift, number>();

function freshOf(scene: Scene, person: Person, shift: Shift): number {
  const known = counted.get(shift);
  if (known !== undefined) return known;
  const group = careGroup(person);
  let fresh = 0;
  for (const patient of shift.patients) {
    const met = scene.history.views.get(patient)?.some(({ person: other, at }) => {
      if (at >= shift.from || at < shift.from - lookBack) return false;
      const viewer = scene.history.people.get(other);
      return viewer !== undefined && careGroup(viewer) === group;
    });
    if (!met) fresh += 1;
  }
  counted.set(shift, fresh);
  return fresh;
}
