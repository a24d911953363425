import type { Finding } from '../types.ts';
import { finding, sum, type Scene } from './scene.ts';
import { probabilityOf } from './off-shift.ts';

/** An hour less probable than this is out of one's time. */
const improbable = 0.03;
const leastShifts = 5;

/**
 * Somebody reads at an hour of their own clock at which neither they nor their role work on such a day. What joins a usual hour is
 * overtime; who is on call works whenever they are called.
 */
export function afterHours(scene: Scene): Finding[] {
  const probability = probabilityOf(scene);
  return scene.active.flatMap((person) => {
    if (person.kind !== 'human') return [];
    return scene.current(person).flatMap(({ shift, before }) => {
      if (before.length < leastShifts) return [];
      const chances = shift.hours.map((hour) => ({ hour, chance: probability(person, hour.at) }));
      // Overtime: the shift has usual hours too, and goes on from them.
      const usual = chances.filter(({ chance }) => chance >= 0.1).map(({ hour }) => hour.at);
      const odd = chances.filter(
        ({ hour, chance }) =>
          chance < improbable &&
          !scene.calendar.isOnCall(person.id, hour.at) &&
          !usual.some((at) => Math.abs(at - hour.at) <= 4),
      );
      const parts = odd.flatMap(({ hour }) => hour.parts);
      const reads = sum(parts, (part) => part.reads);
      if (reads < 3) return [];
      const patients = new Set(parts.flatMap((part) => part.patients)).size;
      const chance = Math.min(...odd.map((each) => each.chance));
      return finding(
        'after-hours',
        person,
        parts,
        odd.length >= 2 && reads >= 10 ? 'medium' : 'low',
        Math.min(1, 0.3 + reads / 100),
        { reads, patients, hours: odd.length, chance },
        `${reads} successful reads, ${patients} patients, in ${odd.length} hours at which neither this person nor their role works on such a day (chance ${(100 * chance).toFixed(1)}%).`,
      );
    });
  });
}
