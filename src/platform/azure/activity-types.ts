import type { Actor } from '../../model/index.ts';
import type { Attempt } from './types.ts';

/** An entry of the Activity Log about an operation that succeeded. */
export interface ActivityEntry {
  readonly id: string;
  readonly time: string;
  readonly operation: string;
  readonly resourceId: string;
  /** By ids alone. */
  readonly actor?: Actor;
}

/** Reads the Activity Log of a subscription. */
export interface ActivityLog {
  /** The entries of one operation, or of one deployment, between two times. A log of 90 days; an entry comes up to 20 minutes late. */
  entries(
    subscriptionId: string,
    correlationId: string,
    from: string,
    to: string,
  ): Promise<Attempt<readonly ActivityEntry[]>>;
}
