/**
 * The history of an orchestration, in the shapes in which Durable Functions exchanges it with its language libraries.
 * Source: Azure/durabletask, `src/DurableTask.Core/History`; numbers are those of `EventType`.
 */
export const eventTypes = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;
export type EventName = keyof typeof eventTypes;

/** One event; which properties it has besides depends on its type. */
export interface HistoryEvent {
  readonly EventType: number;
  /** Number of what was scheduled; -1 for all other events. */
  readonly EventId: number;
  readonly IsPlayed: boolean;
  /** ISO 8601. */
  readonly Timestamp: string;
  readonly [property: string]: unknown;
}

/** @param facts the properties of the event's type; `EventId` where it has a number of its own */
export function historyEvent(
  name: EventName,
  at: Date,
  facts: Readonly<Record<string, unknown>> = {},
): HistoryEvent {
  return {
    EventType: eventTypes[name],
    EventId: -1,
    IsPlayed: false,
    Timestamp: at.toISOString(),
    ...facts,
  };
}

export function is(event: HistoryEvent, name: EventName): boolean {
  return event.EventType === eventTypes[name];
}

const names = new Map<number, string>(Object.entries(eventTypes).map(([name, number]) => [number, name]));

/** As the management API shows it: the type by name. */
export function shown({ IsPlayed: _played, EventId: _id, ...event }: HistoryEvent): object {
  return { ...event, EventType: names.get(event.EventType) ?? String(event.EventType) };
}
