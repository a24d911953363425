import { counted } from '../../base/index.ts';
import type { DetectionContext, Habits, Hour, Person, Shift } from '../detection/index.ts';
import { countStrangers, finding, habitsOf, strangerCounter, sum } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

/** An hour less probable than this is out of one's time. */
const improbable = 0.02;

/**
 * Hours that follow an hour at least as probable as `usual` are overtime, and those before it an early start: both are
 * at least so probable.
 */
const usual = 0.08;

const overtime = { hours: 5, chance: 0.02 };

const early = { hours: 2, chance: 0.01 };

const leastShifts = 5;

const leastReads = 6;

/** Logarithm of how much better an intruder explains the reads than work does. */
const limit = 4;

/**
 * The evidence that the patients may add: from `least` to `most`, and at most `each` for a patient, so that the hour
 * counts whoever they are. Where no patient is named, as in SQL and storage, they may be anybody's: `unnamed` is added.
 */
const byPatients = { least: -1, most: 6, each: 1, unnamed: 2 };

/** The part of an intruder's patients that are strangers. */
const intruders = 0.9;

/** An hour out of somebody's time, and how probable it is. */
interface OddHour extends Hour {
  readonly chance: number;
}

/**
 * Somebody reads at an hour of their own clock at which neither they nor their colleagues work on such a day; or at which some do, the
 * records of patients with whom the department has nothing to do. A person on call works whenever they are called.
 */
export function afterHours(context: DetectionContext): AccessFinding[] {
  const habits = habitsOf(context);
  return context.active.flatMap((person) =>
    person.kind === 'human'
      ? context.current(person).flatMap(({ shift, before }) => {
          if (before.length < leastShifts) return [];
          const odd = blocks(shift.hours).flatMap((block) => oddHours(context, habits, person, block));
          return readsOf(odd) < leastReads ? [] : evaluated(context, habits, person, odd, before);
        })
      : [],
  );
}

/** Stretches without a pause of more than an hour or two: a person who comes back in the middle of the night does not stay late. */
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

function oddHours(
  context: DetectionContext,
  habits: Habits,
  person: Person,
  block: readonly Hour[],
): OddHour[] {
  const zone = context.zoneOf(person);
  const atWork = block.filter(({ at }) => habits.own(person, at) >= usual).map(({ at }) => at);
  const joined = (at: number): number => {
    if (atWork.some((each) => each <= at && at - each <= overtime.hours)) return overtime.chance;
    return atWork.some((each) => each > at && each - at <= early.hours) ? early.chance : 0;
  };
  return block
    .map((hour) => ({ ...hour, chance: Math.max(habits.chance(person, hour.at), joined(hour.at)) }))
    .filter(({ at, chance }) => chance < improbable && !context.calendar.isOnCall(person.id, at, zone));
}

function evaluated(
  context: DetectionContext,
  habits: Habits,
  person: Person,
  odd: readonly OddHour[],
  before: readonly Shift[],
): AccessFinding[] {
  const [first, last] = [odd[0]?.at ?? 0, odd.at(-1)?.at ?? 0];
  const patients = [...new Set(odd.flatMap(({ parts }) => parts.flatMap((part) => part.patients)))];
  const strangersOf = strangerCounter(context);
  const strangers = countStrangers(context, person, { from: first, to: last, patients }).count;
  const rarity = odd.reduce((total, hour) => total + readsOf([hour]) * Math.log(improbable / hour.chance), 0);
  const recent = before.slice(-10);
  const known = recent.reduce((total, shift) => total + shift.patients.length, 0);
  const unknown = recent.reduce((total, shift) => total + strangersOf(person, shift).count, 0);
  const share = Math.min(0.85, (unknown + 1) / (known + 2));
  const whose =
    strangers * Math.log(intruders / share) +
    (patients.length - strangers) * Math.log((1 - intruders) / (1 - share));
  const said =
    patients.length === 0
      ? byPatients.unnamed
      : Math.min(byPatients.most, patients.length * byPatients.each, Math.max(byPatients.least, whose));
  const evidence = rarity / readsOf(odd) + said;
  if (evidence < limit) return [];
  return [findingFor(person, odd, habits, { patients: patients.length, strangers, evidence })];
}

function readsOf(hours: readonly Hour[]): number {
  return sum(
    hours.flatMap(({ parts }) => parts),
    (part) => part.reads,
  );
}

function findingFor(
  person: Person,
  odd: readonly OddHour[],
  habits: Habits,
  counts: { readonly patients: number; readonly strangers: number; readonly evidence: number },
): AccessFinding {
  const parts = odd.flatMap((hour) => hour.parts);
  const reads = readsOf(odd);
  const chance = Math.min(...odd.map(({ at }) => habits.own(person, at)));
  const peers = Math.min(...odd.map(({ at }) => habits.peers(person, at)));
  return finding(
    'after-hours',
    person,
    parts,
    odd.length >= 2 && reads >= 10 ? 'medium' : 'low',
    Math.min(1, 0.3 + reads / 100),
    { reads, hours: odd.length, ownChance: chance, peersChance: peers, ...counts },
    `${counted(reads, 'successful read')}, of ${counted(counts.patients, 'patient')} (${counts.strangers} of them with nobody else of the department), in ${counted(odd.length, 'hour')} at which this person works on ${(100 * chance).toFixed(0)}% of such days and colleagues on ${(100 * peers).toFixed(0)}%.`,
  );
}
