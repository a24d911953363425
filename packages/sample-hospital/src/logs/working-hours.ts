import type { Habits, Hours, Job } from './habits.ts';
import type { Ward } from './patients.ts';
import type { Random } from './random.ts';

/** The jobs that are done around the clock. */
const roundTheClock: ReadonlySet<Job> = new Set(['nurse', 'imaging']);

function moved(hours: Hours, by: number): Hours {
  return { start: hours.start + by, length: hours.length };
}

/** Returns when a person of a job is used to work. */
export function hoursOf(job: Job, ward: Ward | undefined, index: number, habits: Habits, random: Random) {
  const early = random.normal() * 0.25;
  const shifts = habits.shifts.map((each) => moved(each, early * 0.4));
  if ((roundTheClock.has(job) && ward?.kind !== 'clinic') || (job === 'registration' && index < 5)) {
    // Some three in five by day; one in ten takes turns.
    const which = index % 10 < 6 ? 0 : 1 + (index % (shifts.length - 1));
    const rota = { phase: random.int(0, 6), length: 7, on: habits.shiftsAWeek };
    return index % 10 === 9 ? { hours: shifts[0]!, turns: shifts, rota } : { hours: shifts[which]!, rota };
  }
  if (job === 'pharmacist') {
    const hours = index === 0 ? shifts.at(-1)! : { start: 7 + (index % 3) * 2 + early, length: 10 };
    return { hours, rota: { phase: random.int(0, 6), length: 7, on: 4 } };
  }
  if (job === 'physician' && ward?.kind === 'emergency') {
    const hours = [7, 11, 15, 19, 22].map((start) => ({ start: start + early, length: 10 }));
    return { hours: hours[index % 5]!, turns: hours, rota: { phase: random.int(0, 6), length: 7, on: 4 } };
  }
  if (job === 'physician' && ward?.kind !== 'clinic')
    // One week on, one week off.
    return index % 2 === 0
      ? { hours: { start: 7 + early, length: 11.5 }, rota: { phase: random.int(0, 13), length: 14, on: 7 } }
      : { hours: { start: 7.5 + early, length: 10 } };
  return { hours: moved(habits.office, early * 2.5) };
}
