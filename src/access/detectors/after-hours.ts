import type { Finding } from '../types.ts';
import { quantile } from './baseline.ts';
import type { Hour, Person } from './history.ts';
import { habitsOf, type Habits } from './off-shift.ts';
import { finding, sum, type Scene } from './scene.ts';
import type { Shift } from './shifts.ts';

/** An hour less probable than this is out of one's time. */
const improbable = 0.03;
/** An hour at least as probable is usual: what joins it is overtime. */
const usual = 0.08;
const overtime = 4;
const early = 2;
const leastShifts = 5;
/** Reads from which it is told; and how many times as many where only the day is odd, not the hour: that may be overtime. */
const leastReads = 7;
const onDaysOff = 3;
/** Longer than this, work at an odd time is a shift that was swapped. */
const short = 3;

/**
 * Somebody reads at an hour of their own clock at which neither they nor their colleagues work on such a day; or for a while at an
 * hour at which they never do and at which no shift of their colleagues begins. Who is on call works whenever they are called.
 */
export function afterHours(scene: Scene): Finding[] {
  const habits = habitsOf(scene);
  return scene.active.flatMap((person) =>
    person.kind === 'human'
      ? scene.current(person).flatMap(({ shift, before }) => {
          if (before.length < leastShifts) return [];
          const odd = oddHours(scene, habits, person, shift);
          if (odd.length === 0 || !isMuch(habits, person, odd, before)) return [];
          return told(person, odd, habits);
        })
      : [],
  );
}

function oddHours(scene: Scene, habits: Habits, person: Person, shift: Shift): readonly Hour[] {
  return blocks(shift.hours).flatMap((block) => {
    const [first] = block;
    const last = block.at(-1);
    if (!first || !last) return [];
    const atWork = block.filter(({ at }) => habits.own(person, at) >= usual).map(({ at }) => at);
    const swapped =
      last.at - first.at >= short ||
      habits.startsThen(person, first.at) >= usual ||
      habits.startsThen(person, shift.from) >= usual;
    return block.filter(
      ({ at }) =>
        isFar(habits, person, at) &&
        (!swapped || habits.peers(person, at) < improbable) &&
        !scene.calendar.isOnCall(person.id, at) &&
        !atWork.some((each) => each - at <= early && at - each <= overtime),
    );
  });
}

/** Stretches without a pause of more than an hour or two: who comes back in the middle of the night does not stay late. */
function blocks(hours: readonly Hour[]): readonly (readonly Hour[])[] {
  const all: Hour[][] = [];
  for (const hour of hours) {
    const block = all.at(-1);
    const last = block?.at(-1);
    if (block && last && hour.at - last.at <= 2) block.push(hour);
    else all.push([hour]);
  }
  return all;
}

/** Three hours and more from every hour at which the person works. */
function isFar(habits: Habits, person: Person, at: number): boolean {
  return [-2, 0, 2].every((step) => habits.own(person, at + step) < improbable);
}

function readsOf(hours: readonly Hour[]): number {
  return sum(
    hours.flatMap(({ parts }) => parts),
    (part) => part.reads,
  );
}

/** Somebody who comes in on a Sunday or a holiday to catch up works as on a Monday; more than that, and faster, is something else. */
function isMuch(habits: Habits, person: Person, odd: readonly Hour[], before: readonly Shift[]): boolean {
  const [byDay, byNight] = [true, false].map((usualHour) =>
    odd.filter(({ at }) => habits.onWorkingDays(person, at) >= usual === usualHour),
  ) as [Hour[], Hour[]];
  if (readsOf(byNight) >= leastReads) return true;
  const pace = quantile(
    before.map(({ reads, hours }) => reads / hours.length),
    0.75,
  );
  return readsOf(byDay) >= onDaysOff * leastReads && readsOf(byDay) / byDay.length > 2 * pace;
}

function told(person: Person, odd: readonly Hour[], habits: Habits): Finding[] {
  const parts = odd.flatMap((hour) => hour.parts);
  const reads = sum(parts, (part) => part.reads);
  const patients = new Set(parts.flatMap((part) => part.patients)).size;
  const chance = Math.min(...odd.map(({ at }) => habits.own(person, at)));
  const peers = Math.min(...odd.map(({ at }) => habits.peers(person, at)));
  return [
    finding(
      'after-hours',
      person,
      parts,
      odd.length >= 2 && reads >= 10 ? 'medium' : 'low',
      Math.min(1, 0.3 + reads / 100),
      { reads, patients, hours: odd.length, ownChance: chance, peersChance: peers },
      `${reads} successful reads, of ${patients} patients, in ${odd.length} hours at which this person works on ${(100 * chance).toFixed(0)}% of such days and colleagues on ${(100 * peers).toFixed(0)}%.`,
    ),
  ];
}
