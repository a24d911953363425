import type { Severity, State } from '../model/index.ts';

/** The content of a message about one drift. It has ids and settings alone: no name of a person, no data of a resource. */
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
  /** Read access since the change: numbers, no names. */
  readonly readBy?: string;
  readonly why: string;
  /** The next step. */
  readonly next: string;
  readonly dueAt?: string;
  /** The changes that would be written, and a warning of what may stop working. */
  readonly plan?: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  readonly caution?: string;
  /** Leads to the page where people sign in and decide. */
  readonly link?: string;
  readonly responseId: string;
}

/** A message that is about no single drift: some lines of text. */
export interface NoticeContent {
  readonly title: string;
  readonly lines: readonly string[];
}
