/** Finds what a history asks for that has no answer in it: after a crash it is done again. */
import { is } from './history.ts';
import type { HistoryEvent } from './history.ts';
import type { Scheduled } from './walk.ts';

export function unanswered(history: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const answered = new Set<unknown>();
  for (const event of history) {
    if (event['TaskScheduledId'] !== undefined) answered.add(event['TaskScheduledId']);
    if (is(event, 'TimerFired')) answered.add(event['TimerId']);
  }
  return history.filter(
    (event) =>
      (is(event, 'TaskScheduled') ||
        is(event, 'TimerCreated') ||
        is(event, 'SubOrchestrationInstanceCreated')) &&
      !answered.has(event.EventId),
  );
}

/** Returns the work that an event of the history asked for. */
export function workOf(event: HistoryEvent): Scheduled {
  const { EventId: id, Name, FireAt, Input, InstanceId } = event;
  if (is(event, 'TimerCreated')) return { kind: 'timer', id, fireAt: new Date(FireAt as string) };
  const name = Name as string;
  const input = JSON.parse((Input as string | null) ?? 'null') as unknown;
  if (is(event, 'TaskScheduled'))
    return { kind: 'activity', id, name, input: (input as readonly unknown[])[0] };
  return { kind: 'orchestration', id, name, input, instanceId: InstanceId as string };
}
