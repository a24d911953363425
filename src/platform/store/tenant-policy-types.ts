/** Large values, each kept as a whole: the policies that are assigned to a subscription. */
export interface Snapshots {
  /** Changes with every write; undefined: there is none. */
  etag(key: string): Promise<string | undefined>;
  read(key: string): Promise<{ readonly etag: string; readonly value: unknown } | undefined>;
  write(key: string, value: unknown): Promise<string>;
}

/** That Azure Policy and we say different things of one resource by one policy, or did. */
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
  /** Since when the two agree again, or one of them says nothing. */
  readonly endedAt?: string;
}

interface ComparedVerdict {
  readonly state: string;
  readonly reason?: string;
  /** When we began to read; when Azure evaluated. ISO 8601. */
  readonly at: string;
}

/** How often the two were compared, and agreed, in one comparison of a subscription. */
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

/** Where Azure's verdict differs from ours. One row per resource and policy: an end is noted, and a return begins again. */
export interface Disagreements {
  record(disagreement: Disagreement): Promise<void>;
  /** Of one resource. */
  of(resourceId: string): Promise<readonly Disagreement[]>;
  /** Of a subscription, ended ones included. */
  all(subscriptionId: string): AsyncIterable<Disagreement>;
  /** The last comparison of a subscription. */
  agreement(subscriptionId: string): Promise<ComparisonFigures | undefined>;
  setAgreement(agreement: ComparisonFigures): Promise<void>;
}
