/** A document that somebody attested by, as it is kept. Its id is the SHA-256 of its content. All under one owner, `everyOwner`. */
export interface KeptDocument {
  readonly bytes: number;
  /** Its media type, as the sender gave it. */
  readonly type: string;
  readonly keptBy: string;
  /** `changed`: it is no longer there as it was kept. */
  readonly status: 'kept' | 'changed';
  /** The hash of what was found instead; absent: nothing was, or it is as it was kept. */
  readonly found?: string;
}
