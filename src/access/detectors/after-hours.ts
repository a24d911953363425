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
const leastShifts = 5;
/** Reads from which it is told; and how many times as many where only the day is odd, not the hour: that may be overtime. */
const leastReads = 8;
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
  const chances = shift.hours.map((hour) => ({
    hour,
    own: habits.own(person, hour.at),
    peers: habits.peers(person, hour.at),
  }));
  const atWork = chances.filter(({ own }) => own >= usual).map(({ hour }) => hour.at);
  const swapped = shift.to - shift.from >= short || habits.startsThen(person, shift.from) >= usual;
  return chances
    .filter(
      ({ hour, own, peers }) =>
        own < improbable &&
        (peers < improbable || !swapped) &&
        !scene.calendar.isOnCall(person.id, hour.at) &&
        !atWork.some((at) => Math.abs(at - hour.at) <= overtime),
    )
    .map(({ hour }) => hour);
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
