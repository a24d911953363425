import type { RecordVersion, Task } from '../../model/index.ts';
import type { AnnouncedChange } from '../../records/index.ts';
import { covers } from '../../records/index.ts';
import type { Comparison, Transition } from './transitions.ts';

/**
 * A comparison whose faults name the announced change in whose window they came to be, if there is one. They are faults
 * all the same; until the window ends nobody need be called for them.
 */
export function withAnnouncements(
  comparison: Comparison,
  { target, change }: Task,
  readAt: string,
  changes: readonly RecordVersion<AnnouncedChange>[],
): Comparison {
  const happenedAt = change.trigger.kind === 'event' ? change.time : readAt;
  const announced = announcedFor(changes, target, happenedAt);
  if (!announced) return comparison;
  const transitions = comparison.transitions.map((each) =>
    isFault(each) ? { ...each, next: { ...each.next, announced: announced.id } } : each,
  );
  const states = transitions.filter(isFault).map(({ policy, next }) => [policy, next] as const);
  return { transitions, states: { ...comparison.states, ...Object.fromEntries(states) } };
}

function isFault({ cause, next }: Transition): boolean {
  return cause === 'resource' && (next.state === 'NonCompliant' || next.state === 'Unknown');
}

/** The announced change that covers a resource at a moment; of several, the one whose window ends last. */
export function announcedFor(
  changes: readonly RecordVersion<AnnouncedChange>[],
  resourceId: string,
  at: string,
): RecordVersion<AnnouncedChange> | undefined {
  const moment = Date.parse(at);
  return changes
    .filter(
      ({ value: { status, scope, from, until } }) =>
        status === 'announced' &&
        covers(scope, resourceId) &&
        Date.parse(from) <= moment &&
        moment < Date.parse(until),
    )
    .toSorted((a, b) => Date.parse(b.value.until) - Date.parse(a.value.until))[0];
}
