import type { Severity, State } from '../model/index.ts';

/** What is said of one drift. Ids and settings alone: no name of a person, nothing that a resource holds. */
export interface AlertContent {
  /** What, on what. */
  readonly title: string;
  readonly severity: Severity;
  readonly phi: boolean;
  readonly organization?: string;
  readonly resourceId: string;
  readonly resourceType: string;
  readonly policy: string;
  readonly policyTitle: string;
  /** Citations of 45 CFR. */
  readonly controls: readonly string[];
  readonly from: State | null;
  readonly to: State;
  readonly changes: readonly {
    readonly path: string;
    readonly before: string;
    readonly after: string;
    readonly wanted?: string;
  }[];
  /** Object id of who made the change; absent: unknown, or several may have. */
  readonly actor?: string;
  /** When it happened as far as is known, and for how long it stood. ISO 8601. */
  readonly since: string;
  readonly until?: string;
  /** Who has read of it meanwhile: numbers, no names. */
  readonly readBy?: string;
  readonly why: string;
  /** What happens next. */
  readonly next: string;
  readonly dueAt?: string;
  /** What would be written, and what may stop working by it. */
  readonly plan?: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  readonly caution?: string;
  /** Where a decision can be made, by who signs in there. */
  readonly link?: string;
  readonly responseId: string;
}

/** A message that is about no single drift: some lines of text. */
export interface NoticeContent {
  readonly title: string;
  readonly lines: readonly string[];
}
