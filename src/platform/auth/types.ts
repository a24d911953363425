/** The app roles that the app's registration in Entra declares; a token carries them in its claim `roles`. */
export const roles = [
  'Reader',
  'Auditor',
  'Responder',
  'RemediationApprover',
  'ExemptionApprover',
  'PrivacyOfficer',
  'Operator',
  'Counsel',
] as const;

export type Role = (typeof roles)[number];

/** The caller, by ids alone: names live in a directory that can be erased. */
export interface Caller {
  /** The object id of the person or service principal, in lower case; stays the same whichever application they use. */
  readonly objectId: string;
  readonly tenantId: string;
  /** Client id of the application that asked for the token. */
  readonly appId?: string;
  /** `application`: a service principal on its own, with nobody behind it. */
  readonly kind: 'user' | 'application';
  /** In force now. */
  readonly roles: readonly Role[];
  /** The token names the caller an Auditor, whether or not a grant is in force: all such calls are audited. */
  readonly auditor: boolean;
}

/** The work that a decision is about, by its owners. */
export interface Subject {
  /**
   * Object ids of all whose work it is: who made, asked for, signed or last changed it, and who gains by it. There is
   * always one: where none is known, nobody may decide.
   */
  readonly owners: readonly [string, ...string[]];
}
