/** A call that changes or exports something, or that an Auditor makes. Never rewritten; people by object id alone. */
export interface AuditEntry {
  readonly id: string;
  /** When the call came; for refused calls of nobody known, the minute. */
  readonly time: string;
  /** The function that was called. */
  readonly action: string;
  readonly kind: 'change' | 'export' | 'read';
  /** Id of what the call was about. */
  readonly subject?: string;
  /** Absent: the call brought no token that was accepted. */
  readonly who?: { readonly objectId: string; readonly appId?: string };
  /** Those in force at the time. */
  readonly roles?: readonly string[];
  readonly correlationId: string;
  /** `begun`: a change of which no end was recorded; it may have been made or not. */
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed';
  /** HTTP status of the answer. */
  readonly status?: number;
  readonly reason?: string;
}

/** The right of a person to act as Auditor for a time. */
export interface AuditorGrant {
  readonly id: string;
  /** The Auditor's object id, in lower case. */
  readonly objectId: string;
  /** ISO 8601; the end is exclusive. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** The engagement or ticket. */
  readonly reference: string;
  readonly grantedBy: string;
  readonly grantedAt: string;
  readonly revokedBy?: string;
  readonly revokedAt?: string;
}
