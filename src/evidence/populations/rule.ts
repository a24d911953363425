import type { LedgerRow } from '../ledger/index.ts';

/** A member of a population, as one row of the ledger tells of it. */
export interface PopulationMember {
  readonly id: string;
  /** When it happened or began. */
  readonly at: string;
  /** When it was put on record; asked of changes alone. */
  readonly recordedAt?: string;
  /** When it ended; absent: it stands. Of something that happened once it is not asked. */
  readonly endedAt?: string;
  /** The resource, citation or id that it is about. */
  readonly about?: string;
}

/** A row's word on a member: that it is one, or that one that is known has ended. */
export type MemberRow = PopulationMember | { readonly id: string; readonly endedAt: string };

/** A population that the ledger tells of. */
export interface PopulationRule {
  readonly name: string;
  /** Plain words: what is counted, and where it is from. */
  readonly source: string;
  /** `happened`: it counts in the period in which it was. `stands`: it counts in each period in which it was in force. */
  readonly kind: 'happened' | 'stands';
  /** The reason why nothing but phiwatch has it; absent: it is counted a second time each day. */
  readonly alone?: string;
  /** Returns what a row says of a member; undefined: nothing. */
  readonly memberIn: (row: LedgerRow) => MemberRow | undefined;
}
