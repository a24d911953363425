import { counted } from '../../base/index.ts';
import type { DetectionContext, Person, Shift, Strangers } from '../detection/index.ts';
import { finding, quantile, strangerCounter } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

/** Shifts that are added up; the usual is taken from those before them. */
const watched = 14;

const leastBefore = 5;

/** The most that one shift may add: one large day is bulk, not slow. */
const most = 6;

/** The most that a shift may add if its strangers are all in the care of one other department: it may be cover for colleagues. */
const mostInCover = 2;

const limit = 12;

const leastShifts = 3;

/**
 * A little more every shift, none of which is much: the records of patients with whom the person's department has nothing to do are
 * added up over shifts, as the logarithm of how much more likely they are if their number has risen than if it has not.
 */
export function lowAndSlow(context: DetectionContext): AccessFinding[] {
  const strangersOf = strangerCounter(context);
  return context.active.flatMap((person) => {
    if (person.kind !== 'human') return [];
    const shifts = context.shiftsOf(person).filter((shift) => shift.patientCount > 0);
    const split = Math.max(leastBefore, shifts.length - watched);
    const earlier = shifts.slice(0, split);
    const counts = earlier.map((shift) => strangersOf(person, shift).count);
    const usual = Math.max(0.8, quantile(counts, 0.8), usualOfPeers(context, person, strangersOf));
    const raised = 2.5 * usual + 1.5;
    const ownLoad = quantile(
      earlier.map((shift) => shift.patientCount - strangersOf(person, shift).count),
      0.5,
    );
    const run = accumulate(shifts.slice(split), (shift) =>
      step(shift, strangersOf(person, shift), usual, raised, ownLoad),
    );
    return findingFor(person, run, strangersOf, usual);
  });
}

/**
 * Returns the number of strangers that is usual for colleagues: where they see strangers all day, so may somebody who
 * has done other work for a while.
 */
function usualOfPeers(
  context: DetectionContext,
  person: Person,
  strangersOf: (person: Person, shift: Shift) => Strangers,
): number {
  const place = context.careGroup(person);
  const [role = [], department = []] = context.peers.groups(person);
  const group = role.length > 0 ? role : department;
  const key = JSON.stringify([person.info?.role, person.info?.department, place]);
  return context.remember(`strangers of ${key}`, () => {
    const peers = group.filter((peer) => context.careGroup(peer) === place);
    // With the person among them: one of four at least would have to collect to move the quantile.
    if (peers.length < 4) return 0;
    return quantile(
      peers.flatMap((peer) =>
        context
          .shiftsOf(peer)
          .filter(({ to }) => to < context.to - 48)
          .map((shift) => strangersOf(peer, shift).count),
      ),
      0.75,
    );
  });
}

interface Run {
  readonly sum: number;
  /** Shifts that raised the sum. */
  readonly shifts: readonly Shift[];
}

function accumulate(shifts: readonly Shift[], weight: (shift: Shift) => number): Run {
  let sum = 0;
  let raised: Shift[] = [];
  for (const shift of shifts) {
    const added = weight(shift);
    sum = Math.max(0, sum + added);
    if (sum === 0) raised = [];
    else if (added > 0) raised.push(shift);
  }
  return { sum, shifts: raised };
}

function step(
  shift: Shift,
  { count, elsewhere }: Strangers,
  usual: number,
  raised: number,
  ownLoad: number,
): number {
  const together = count >= 3 && elsewhere >= 0.7 * count;
  // Who floats to another ward leaves their own.
  if (together && shift.patientCount - count < 0.5 * ownLoad) return 0;
  const likelihood = count * Math.log(raised / usual) - (raised - usual);
  return Math.max(-most / 2, Math.min(likelihood, together ? mostInCover : most));
}

function findingFor(
  person: Person,
  { sum, shifts }: Run,
  strangersOf: (person: Person, shift: Shift) => Strangers,
  usual: number,
): AccessFinding[] {
  const last = shifts.at(-1);
  if (!last || sum < limit || shifts.length < leastShifts) return [];
  const strangers = shifts.reduce((total, shift) => total + strangersOf(person, shift).count, 0);
  return [
    finding(
      'low-and-slow',
      person,
      last.parts.filter((part) => part.patientCount > 0),
      sum >= 3 * limit ? 'high' : 'medium',
      sum / (4 * limit),
      { strangers, shifts: shifts.length, usualPerShift: usual, evidence: sum },
      `${strangers} patients in ${shifts.length} shifts with whom nobody else of the department had to do, where up to ${counted(Math.round(usual), 'a shift is usual', 'a shift are usual')}.`,
    ),
  ];
}
