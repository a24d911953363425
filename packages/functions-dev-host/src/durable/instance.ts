/** One orchestration as it is kept, and the messages that move it. */
import type { HistoryEvent } from './history.ts';

export type RuntimeStatus =
  | 'Pending'
  | 'Running'
  | 'Suspended'
  | 'ContinuedAsNew'
  | 'Completed'
  | 'Failed'
  | 'Terminated';

/** The orchestration that waits for the end of another: it began that one, under this number. */
export interface Parent {
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
}

export interface Instance {
  readonly instanceId: string;
  readonly name: string;
  readonly version: string | null;
  /** Another one for each time that it continues as new: what an earlier one began is not answered to it. */
  readonly executionId: string;
  readonly status: RuntimeStatus;
  readonly input: unknown;
  readonly output: unknown;
  readonly customStatus: unknown;
  /** ISO 8601. */
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
  readonly parent?: Parent;
  readonly history: readonly HistoryEvent[];
}

/** A message in the inbox of an orchestration. Without an execution, it is for whichever there is. */
export type Message =
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly version: string | null;
      readonly input: unknown;
      readonly executionId: string;
      readonly parent?: Parent;
    }
  | { readonly kind: 'event'; readonly executionId?: string; readonly event: HistoryEvent }
  | { readonly kind: 'terminate'; readonly reason: string }
  | { readonly kind: 'suspend' | 'resume'; readonly reason: string };

export function isEnded({ status }: Pick<Instance, 'status'>): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Terminated';
}

/** An orchestration that is only asked for. */
export function started(
  instanceId: string,
  { name, version, input, executionId, parent }: Extract<Message, { kind: 'start' }>,
  now: Date,
): Instance {
  return {
    instanceId,
    name,
    version,
    executionId,
    status: 'Pending',
    input,
    output: null,
    customStatus: null,
    createdTime: now.toISOString(),
    lastUpdatedTime: now.toISOString(),
    ...(parent && { parent }),
    history: [],
  };
}
