import type { Cause, Severity, State } from '../model/index.ts';

/** A setting before and after. Values are shortened, and those that may be secrets are not shown. */
export interface SettingChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The content of a message about one drift: ids, settings, and the name of the person who made the change. It has no data of a resource. */
export interface AlertContent {
  /** Says the failure: `stlakesideimages accepts unencrypted connections`. */
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
  /** The settings that decided the state. `changed`: known to differ from before; false where the earlier value is not known. */
  readonly changes: readonly (SettingChange & { readonly required?: string; readonly changed: boolean })[];
  /** Why the state changed: only of `resource` it is said that somebody changed settings. */
  readonly cause: Cause;
  /** Time of the change, if an event told it. ISO 8601. */
  readonly changedAt?: string;
  /** Object id of the person or application that made the change; absent: unknown, or several may have. */
  readonly actor?: string;
  /** Name of the actor, where the directory has it. */
  readonly actorName?: string;
  /** When it happened, as far as is known, and when it ended. ISO 8601. */
  readonly since: string;
  readonly until?: string;
  /** Read access since the change: counts, no names. */
  readonly readBy?: string;
  readonly why: string;
  /** The next step, and the action that the reader is asked for. */
  readonly next: string;
  readonly dueAt?: string;
  /** The settings that would be written. */
  readonly plan?: readonly SettingChange[];
  /** Settings that are sent along with the plan. */
  readonly sentAlong?: readonly { readonly path: string; readonly value: string }[];
  /** The plan may shut out users of the resource. */
  readonly cutsOff?: true;
  /** A side effect of the plan: something that may stop working. */
  readonly caution?: string;
  /** The recent use that the fix ends, in words. */
  readonly recentUse?: string;
  /** Leads to the page where people sign in and decide. */
  readonly link?: string;
  readonly responseId: string;
}

/** The content of a message that is about no single drift: lines of text. */
export interface NoticeContent {
  readonly title: string;
  readonly lines: readonly string[];
  /** Leads to the page behind sign-in. */
  readonly link?: string;
}

/** The text of a message, before a channel gives it a form. */
export interface Words {
  readonly title: string;
  /** The severity and the time allowed, in a line. */
  readonly summary?: string;
  readonly severity: Severity;
  /** It has ended: nobody need act, and nothing is red. */
  readonly isOver?: true;
  /** The event, and the action that the reader is asked for. */
  readonly lines: readonly string[];
  /** The details, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Leads to a page behind sign-in. */
  readonly link?: string;
  readonly linkTitle?: string;
}
