import type { ResourceState } from '../../model/index.ts';

/** A current state without the list of what was read for it. */
export type KnownStates = Omit<ResourceState, 'reads'>;

/** Reads current states by the columns that say what they are. */
export interface StatesReader {
  /** One point read. Undefined: never seen. */
  of(resourceId: string): Promise<KnownStates | undefined>;
  /** Current states of a resource group or a subscription in the order of their places, those after a place alone. */
  from(
    scope: string,
    after?: string,
  ): AsyncIterable<{ readonly place: string; readonly current: KnownStates }>;
}
