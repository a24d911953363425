import { z } from 'zod';
import { moment, person, scope, text, ticket } from './fields.ts';

/** An own exemption lasts a year at most; then somebody must decide again. */
export const longestExemptionDays = 365;

/** What is asked for. Who asks comes from the token. */
export const exemptionRequest = z.strictObject({
  scope,
  /** Names of policies. */
  policies: z.array(z.string().min(1)).min(1, 'must name a policy').max(50),
  /**
   * Azure's two categories: the risk is accepted for a time, or met by other means.
   * https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure
   */
  category: z.enum(['Waiver', 'Mitigated']),
  /** Who answers for what is exempt. */
  owner: person,
  reason: text(),
  ticket,
  validFrom: moment.exactOptional(),
  expiresAt: moment,
});

export type ExemptionRequest = z.infer<typeof exemptionRequest>;

/** That policies do not count for a scope, for a time. Saved by subscription (lower-case GUID). */
export interface Exemption {
  /** Where it was given. Azure's own may lack what ours must have: an end, an owner, a ticket. */
  readonly source: 'phiwatch' | 'azure';
  /** Only an approved one counts. Azure's are approved by being there; one that is deleted there is revoked here. */
  readonly status: 'requested' | 'approved' | 'revoked';
  readonly scope: string;
  /** Names of policies, as `PolicySource` knows them. */
  readonly policies: readonly string[];
  readonly category: 'Waiver' | 'Mitigated';
  readonly owner?: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly requestedBy?: string;
  readonly approvedBy?: string;
  readonly revokedBy?: string;
  readonly validFrom?: string;
  /** Exclusive. Absent, of Azure's alone: until it is taken back. */
  readonly expiresAt?: string;
  /** Of Azure's: the id of the exemption there. */
  readonly azureId?: string;
}
