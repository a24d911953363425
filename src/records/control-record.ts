import type { SafeguardStatus } from '../model/index.ts';
import type { Proof } from '../rules/controls/index.ts';

/** The status of a control from a moment on. Each version but the first is a drift of the control. */
export interface ControlRecord {
  readonly from: SafeguardStatus | null;
  readonly to: SafeguardStatus;
  readonly summary: string;
  /** The proofs that stand against it. */
  readonly open: readonly Proof[];
  /** The status of each proof: what differs from the version before is the cause. */
  readonly proofs: Readonly<Partial<Record<Proof, string>>>;
  /** The id of the entity profile by which it does not apply. */
  readonly entityProfile?: string;
  /** The proofs that changed, and the entity profile where it did; `baseline` where it is the first. */
  readonly cause: readonly (Proof | 'entity-profile' | 'baseline')[];
  /** The moment from which on it holds; earlier than when it is recorded where a proof has expired. ISO 8601. */
  readonly at: string;
}
