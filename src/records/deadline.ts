import type { Notice } from './notice.ts';

/** A moment at which something is to be done once: done when its notice is there. */
export interface Deadline {
  /** Id of the notice. It names the version of the record: a change of it has deadlines of its own. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** From then on it is too late to do it; a warning of what has expired is no use to anybody. */
  readonly until?: string;
  readonly notice: Notice;
}
