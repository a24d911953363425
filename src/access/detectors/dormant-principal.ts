import type { Finding } from '../types.ts';
import { finding, sum, type Scene } from './scene.ts';

/** Hours without any access after which a service counts as dormant: longer than a monthly job pauses. */
const dormantAfter = 32 * 24;
/** A history shorter than this cannot tell a dormant service from one that is seldom used. */
const leastHistory = 14 * 24;

/**
 * A service, or an agent, that did nothing for as long as can be seen is used again: the credential that nobody misses is the one
 * that is stolen. Of people the logs alone cannot tell who is new from who was away, so they are judged by what they do.
 */
export function dormantPrincipal(scene: Scene): Finding[] {
  return scene.active.flatMap((person) => {
    if (person.kind !== 'service' && person.kind !== 'agent') return [];
    const parts = scene.partsOf(person);
    const [first] = parts;
    if (!first) return [];
    const at = Math.floor(Date.parse(first.hour) / 3_600_000);
    const start = wokeAt(person.hours.map((hour) => hour.at).filter((each) => each <= at));
    const quiet = start.before === undefined ? start.at - scene.history.since : start.at - start.before;
    const needed = start.before === undefined ? leastHistory : dormantAfter;
    // Told for the two days after it woke; then it is no longer dormant.
    if (quiet < needed || at - start.at >= 48) return [];
    const reads = sum(parts, (part) => part.reads);
    const calls = sum(parts, (part) => part.calls);
    const days = Math.floor(quiet / 24);
    return finding(
      'dormant-principal',
      person,
      parts,
      'high',
      0.9,
      { calls, reads, quietDays: days },
      `${start.before === undefined ? `No access in the ${days} days that can be seen` : `No access for ${days} days`}, then ${calls} calls, ${reads} of them successful reads.`,
    );
  });
}

/** Where the last stretch of use began, and the last hour before it. */
function wokeAt(hours: readonly number[]): { readonly at: number; readonly before?: number } {
  for (let place = hours.length - 1; place > 0; place -= 1) {
    const at = hours[place] ?? 0;
    const before = hours[place - 1] ?? 0;
    if (at - before >= leastHistory) return { at, before };
  }
  return { at: hours[0] ?? 0 };
}
