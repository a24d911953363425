/** Large values, each kept as a whole: the policies that are assigned to a subscription. */
export interface Snapshots {
  /** Changes with every write; undefined: there is none. */
  etag(key: string): Promise<string | undefined>;
  read(key: string): Promise<{ readonly etag: string; readonly value: unknown } | undefined>;
  write(key: string, value: unknown): Promise<string>;
}

/** A difference between Azure Policy's state and ours, of one resource for one policy; it may have ended. */
export interface Disagreement {
  readonly resourceId: string;
  /** Our name of the policy. */
  readonly policy: string;
  readonly title: string;
  readonly policyVersion: string;
  readonly ours: ComparedVerdict;
  readonly azures: ComparedVerdict;
  /** When it was first and last seen. */
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** The time since which the two agree again, or one of them has no state. */
  readonly endedAt?: string;
}

interface ComparedVerdict {
  readonly state: string;
  readonly reason?: string;
  /** When we began to read; when Azure evaluated. ISO 8601. */
  readonly at: string;
}

/** The number of states that were compared, and that agreed, in one comparison of a subscription. */
export interface ComparisonFigures {
  readonly subscriptionId: string;
  readonly comparedAt: string;
  readonly compared: number;
  readonly agreed: number;
  /** States of Azure's that are older than our read. */
  readonly older: number;
  /** States of Azure's that we have no state of our own for, delegated ones included. */
  readonly unmatched: number;
  /** Why not all of Azure's states could be read. */
  readonly trouble?: string;
}

/** The differences between Azure's verdicts and ours. One row per resource and policy: an end is noted, and a return begins again. */
export interface Disagreements {
  record(disagreement: Disagreement): Promise<void>;
  /** Returns those of one resource. */
  of(resourceId: string): Promise<readonly Disagreement[]>;
  /** Returns those of a subscription, ended ones included. */
  all(subscriptionId: string): AsyncIterable<Disagreement>;
  /** The last comparison of a subscription. */
  agreement(subscriptionId: string): Promise<ComparisonFigures | undefined>;
  setAgreement(agreement: ComparisonFigures): Promise<void>;
}
