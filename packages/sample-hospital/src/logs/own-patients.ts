import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Shift } from './schedule.ts';
import { day } from './time.ts';
import { wardOf } from './world.ts';
import type { World } from './world.ts';

/** Everything that one piece of work needs to know. */
export interface Task {
  readonly person: Person;
  readonly date: number;
  readonly shift: Shift;
  readonly world: World;
  readonly random: Random;
}

/** Those of a ward by chance. */
export function anyWard({ world, random, date }: Task): number[] {
  const places = world.patients.wards.filter((ward) => ward.patients(date).length > 0);
  return [...random.pick(places).patients(date)];
}

/** The patients that a person has to do with in a shift. */
export function ownPatients(task: Task): number[] {
  const { person, date, world, random, shift } = task;
  const ward = wardOf(person, date);
  const here = (ward?.patients(date) ?? []).filter((patient) => patient !== undefined);
  const many = (mean: number): number =>
    Math.max(1, random.poisson(mean * Math.min(2.5, shift.load * person.pace)));
  switch (person.job) {
    case 'nurse': {
      if (ward?.kind === 'emergency' || ward?.kind === 'clinic') return random.sample(here, many(11));
      // The same beds for a week, as far as that goes.
      const beds = ward?.kind === 'icu' ? 2 : 5;
      const first =
        (person.number + (random.chance(0.75) ? Math.floor(date / (7 * day)) : random.int(0, 9))) * beds;
      const load = Math.min(here.length, shift.load < 0.5 ? 1 : beds);
      return Array.from({ length: load }, (_, index) => here[(first + index) % here.length]!);
    }
    case 'physician':
      if (ward?.kind === 'emergency' || ward?.kind === 'clinic') return random.sample(here, many(15));
      return random.sample(here, many(11));
    case 'registration':
      return [
        ...random.sample(anyWard(task), many(12)),
        ...Array.from({ length: many(8) }, () => random.int(1, world.patients.known)),
      ];
    case 'billing':
    case 'coder':
      return random.sample(
        world.patients.wards.flatMap((each) => [1, 2, 3, 4, 5].flatMap((ago) => each.left(date - ago * day))),
        many(person.job === 'coder' ? 22 : 14),
      );
    case 'pharmacist':
      return random.sample([...anyWard(task), ...anyWard(task), ...anyWard(task)], many(30));
    case 'imaging':
      return random.sample([...anyWard(task), ...anyWard(task)], many(13));
    case 'researcher': {
      const cohort = world.random.fork(`cohort ${person.actor.id}`);
      const members = Array.from({ length: 160 }, () => cohort.int(1, world.patients.known));
      return random.sample(members, many(14));
    }
    default:
      // People of IT look at a record for a ticket now and then.
      return random.chance(0.1) ? [random.int(1, world.patients.known)] : [];
  }
}
