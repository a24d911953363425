import type { Finding } from '../types.ts';
import { hourMs } from './calendar.ts';
import type { Person } from './history.ts';
import { finding, sum, type Scene } from './scene.ts';

/** Hours without any access after which a principal that was seen before counts as dormant: longer than a monthly job pauses. */
const dormantAfter = 32 * 24;
/** A history shorter than this cannot tell a dormant service from one that is seldom used. */
const leastForService = 14 * 24;
/** People are away for three weeks. */
const leastForPerson = 20 * 24;
/** An account, or a membership, that was given within this time says that somebody is new. */
const isNewFor = 30 * 24 * hourMs;

/**
 * A principal of the directory that did nothing for as long as can be seen is used again: the credential that nobody misses is the
 * one that is stolen. Somebody for whom an account or a membership was made lately is new, not dormant.
 */
export function dormantPrincipal(scene: Scene): Finding[] {
  return scene.active.flatMap((person) => {
    if (person.kind === 'unknown') return [];
    const parts = scene.partsOf(person);
    const [first] = parts;
    if (!first) return [];
    const least = person.kind === 'human' ? leastForPerson : leastForService;
    const at = Math.floor(Date.parse(first.hour) / hourMs);
    const woke = wokeAt(
      person.hours.map((hour) => hour.at).filter((each) => each <= at),
      least,
    );
    const quiet = woke.at - (woke.before ?? scene.history.since);
    // Told for the two days after it woke; then it is no longer dormant.
    if (quiet < (woke.before === undefined ? least : dormantAfter) || at - woke.at >= 48) return [];
    // An agent that was approved and never seen has been put to work, as was meant.
    if (woke.before === undefined && scene.directory.approvedAgents.has(person.id)) return [];
    if (isNew(scene, person, woke.at)) return [];
    const reads = sum(parts, (part) => part.reads);
    const calls = sum(parts, (part) => part.calls);
    const days = Math.floor(quiet / 24);
    return finding(
      'dormant-principal',
      person,
      parts,
      person.kind === 'human' ? 'medium' : 'high',
      person.kind === 'human' ? 0.6 : 0.9,
      { calls, reads, quietDays: days },
      `${woke.before === undefined ? `No access in the ${days} days that can be seen` : `No access for ${days} days`}, then ${calls} calls, ${reads} of them successful reads.`,
    );
  });
}

/** Where the last stretch of use began, and the last hour before it. */
function wokeAt(hours: readonly number[], pause: number): { readonly at: number; readonly before?: number } {
  for (let place = hours.length - 1; place > 0; place -= 1) {
    const at = hours[place] ?? 0;
    const before = hours[place - 1] ?? 0;
    if (at - before >= pause) return { at, before };
  }
  return { at: hours[0] ?? 0 };
}

function isNew(scene: Scene, person: Person, at: number): boolean {
  const now = at * hourMs;
  return scene.history.events.some(
    ({ kind, principal, actor, time }) =>
      (kind === 'account' || kind === 'privilege') &&
      scene.history.resolve(principal) === person.id &&
      scene.history.resolve(actor ?? '') !== person.id &&
      Date.parse(time) > now - isNewFor &&
      Date.parse(time) < now + hourMs,
  );
}
