import { counted } from '../../base/index.ts';
import { finding, hourMs, sum } from '../detection/index.ts';
import type { DetectionContext, Hour, Person } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

/** Hours without any access after which a principal that was seen before counts as dormant: longer than a monthly job pauses. */
const dormantAfter = 32 * 24;

/** A history shorter than this cannot tell a dormant service from one that is seldom used. */
const leastForService = 14 * 24;

/** People are away for three weeks. */
const leastForPerson = 20 * 24;

/** An account that was made within this time says that somebody is new; a membership is given a few days before it is needed. */
const isNewFor = { account: 30 * 24 * hourMs, privilege: 5 * 24 * hourMs };

/** Hours after which a person's visit is over, and what makes it a visit rather than a first day at work. */
const over = 4;

const visit = 3;

/**
 * A principal of the directory that did nothing for as long as can be seen is used again: the credential that nobody misses is the
 * one that is stolen. Somebody for whom an account or a membership was made lately is new, not dormant; and so is a person who
 * stays for a day's work, which is why people are reported when they have gone again.
 */
export function dormantPrincipal(context: DetectionContext): AccessFinding[] {
  return [...context.history.people.values()].flatMap((person) => {
    if (person.kind === 'unknown') return [];
    const hours = person.kind === 'human' ? visitOf(context, person) : hoursOf(context, person);
    const [first] = hours;
    if (!first) return [];
    const least = person.kind === 'human' ? leastForPerson : leastForService;
    const woke = wokeAt(
      person.hours.map(({ at }) => at).filter((at) => at <= first.at),
      least,
    );
    const quiet = woke.at - (woke.before ?? context.history.since);
    // Told for the two days after it woke; then it is no longer dormant.
    if (quiet < (woke.before === undefined ? least : dormantAfter) || first.at - woke.at >= 48) return [];
    // An agent that was approved and never seen has been put to work, as was meant.
    if (woke.before === undefined && context.directory.approvedAgents.has(person.id)) return [];
    if (isNew(context, person, woke.at)) return [];
    return findingFor(person, hours, Math.floor(quiet / 24), woke.before === undefined);
  });
}

function findingFor(person: Person, hours: readonly Hour[], days: number, never: boolean): AccessFinding {
  const parts = hours.flatMap((hour) => hour.parts);
  const reads = sum(parts, (part) => part.reads);
  const calls = sum(parts, (part) => part.calls);
  return finding(
    'dormant-principal',
    person,
    parts,
    person.kind === 'human' ? 'medium' : 'high',
    person.kind === 'human' ? 0.6 : 0.9,
    { calls, reads, quietDays: days },
    `${never ? `No access in the ${days} days that can be seen` : `No access for ${days} days`}, then ${counted(calls, 'call')}, ${counted(reads, 'of them a successful read', 'of them successful reads')}.`,
  );
}

function hoursOf(context: DetectionContext, person: Person): readonly Hour[] {
  return person.hours.filter(({ at }) => at >= context.from && at < context.to);
}

/** The last short visit that came to its end in hours that have passed, or that changed before; empty: none. */
function visitOf({ from, elapsed: passed }: DetectionContext, { hours }: Person): readonly Hour[] {
  const earliest = Math.min(from, passed.from - over);
  for (let place = hours.length - 1; place >= 0; place -= 1) {
    const at = hours[place]?.at ?? 0;
    if (at < earliest) break;
    const next = hours[place + 1]?.at ?? Infinity;
    if (next - at <= over || at + over >= passed.to) continue;
    const last = hours.slice(0, place + 1).filter((hour) => hour.at > at - 24);
    if (last.length <= visit) return last;
  }
  return [];
}

/** Returns the hour at which the last stretch of use began, and the last hour before it. */
function wokeAt(hours: readonly number[], pause: number): { readonly at: number; readonly before?: number } {
  for (let place = hours.length - 1; place > 0; place -= 1) {
    const at = hours[place] ?? 0;
    const before = hours[place - 1] ?? 0;
    if (at - before >= pause) return { at, before };
  }
  return { at: hours[0] ?? 0 };
}

function isNew(context: DetectionContext, person: Person, at: number): boolean {
  const now = at * hourMs;
  return context.history.events.some(
    ({ kind, principal, actor, time }) =>
      (kind === 'account' || kind === 'privilege') &&
      context.history.resolve(principal) === person.id &&
      context.history.resolve(actor ?? '') !== person.id &&
      Date.parse(time) > now - isNewFor[kind] &&
      Date.parse(time) < now + hourMs,
  );
}
