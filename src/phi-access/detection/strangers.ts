import type { DetectionContext, Person, Shift } from './types.ts';

const lookBack = 14 * 24;

/** After a shift colleagues may still come to a patient: a patient admitted today is a stranger until somebody else reads on. */
const settles = 24;

export interface Strangers {
  /** Patients of the shift whom the person did not know and nobody else of the department looked at around that time. */
  readonly count: number;
  /**
   * The most of these that are in the care of one and the same other department: a person who floats there, or covers
   * for it, has reason to look.
   */
  readonly elsewhere: number;
}

/** A shift, or part of one. */
type Stretch = Pick<Shift, 'from' | 'to' | 'patients'>;

/** Counts strangers; of shifts that are long over only once. */
export function strangerCounter(context: DetectionContext): (person: Person, shift: Shift) => Strangers {
  return (person, shift) => {
    const final = shift.to + settles < context.to;
    const group = context.careGroup(person);
    const known = final ? counted.get(shift) : undefined;
    if (known && known.group === group) return known.found;
    const found = countStrangers(context, person, shift);
    if (final) counted.set(shift, { group, found });
    return found;
  };
}

const counted = new WeakMap<Shift, { readonly group: string | undefined; readonly found: Strangers }>();

/** Counts strangers of part of a shift. */
export function countStrangers(context: DetectionContext, person: Person, shift: Stretch): Strangers {
  const own = context.careGroup(person);
  const perDepartment = new Map<string, number>();
  let strangers = 0;
  for (const patient of shift.patients) {
    const carers = careOf(context, person, own, shift, patient);
    if (!carers) continue;
    strangers += 1;
    for (const [department, people] of carers)
      if (people.size >= 2) perDepartment.set(department, (perDepartment.get(department) ?? 0) + 1);
  }
  return { count: strangers, elsewhere: Math.max(0, ...perDepartment.values()) };
}

/**
 * Returns the people of other departments who looked at a patient around the shift, by department; undefined: the
 * patient is known to the person or their department.
 */
function careOf(
  context: DetectionContext,
  person: Person,
  own: string | undefined,
  shift: Stretch,
  patient: string,
): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const views = context.history.views.get(patient) ?? [];
  const until = Math.min(context.to, shift.to + settles);
  const carers = new Map<string, Set<string>>();
  for (let place = views.length - 1; place >= 0; place -= 1) {
    const view = views[place];
    if (!view || view.at >= until) continue;
    // Rows that came late stand out of order, by two days at most.
    if (view.at < shift.from - lookBack - 48) break;
    if (view.at < shift.from - lookBack) continue;
    if (view.person === person.id) {
      if (view.at < shift.from) return undefined;
      continue;
    }
    const other = context.history.people.get(view.person);
    if (other?.kind !== 'human') continue;
    const theirs = context.careGroup(other);
    if (theirs === own) return undefined;
    if (theirs === undefined || view.at < shift.from - settles) continue;
    const people = carers.get(theirs);
    if (people) people.add(view.person);
    else carers.set(theirs, new Set([view.person]));
  }
  return carers;
}
