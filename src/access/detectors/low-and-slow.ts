import type { Finding } from '../types.ts';
import { baseline } from './baseline.ts';
import { finding, type Scene } from './scene.ts';
import { strangerCounter } from './strangers.ts';

/** In deviations: what a shift may be above the usual without counting, and the sum that is told. */
const slack = 1;
const limit = 5;
/** Shifts from which the usual is taken end before those that are added up. */
const watched = 12;
const leastBefore = 6;

/**
 * A little more every shift, none of which is much: the records of patients with whom the person's department has nothing to do are
 * added up over shifts (a cumulative sum, on the scale of square roots, where counts of every size vary alike).
 */
export function lowAndSlow(scene: Scene): Finding[] {
  const strangersOf = strangerCounter(scene);
  return scene.active.flatMap((person) => {
    if (person.kind !== 'human') return [];
    const shifts = scene.shiftsOf(person);
    const recent = shifts.slice(-watched);
    const earlier = shifts.slice(0, -watched);
    if (earlier.length < leastBefore) return [];
    const usual = baseline(
      earlier.map((shift) => Math.sqrt(strangersOf(person, shift))),
      0.5,
    );
    let sum = 0;
    let since = 0;
    let strangers = 0;
    recent.forEach((shift, place) => {
      const count = strangersOf(person, shift);
      sum = Math.max(0, sum + (Math.sqrt(count) - usual.median) / usual.spread - slack);
      if (sum === 0) {
        since = place + 1;
        strangers = 0;
      } else strangers += count;
    });
    const run = recent.slice(since);
    if (sum < limit || run.length < 3) return [];
    const perShift = strangers / run.length;
    return finding(
      'low-and-slow',
      person,
      run.at(-1)?.parts.filter((part) => part.patientCount > 0) ?? [],
      sum >= 2 * limit ? 'high' : 'medium',
      sum / (4 * limit),
      { strangers, shifts: run.length, perShift, usualPerShift: usual.median ** 2, deviations: sum },
      `${strangers} patients in ${run.length} shifts with whom nobody else of the department had to do, where ${(usual.median ** 2 * run.length).toFixed(0)} are usual.`,
    );
  });
}
