import { z } from 'zod';
import { moment, person, scope, text, ticket } from './fields.ts';

/** An own exemption lasts a year at most; then somebody must decide again. */
export const longestExemptionDays = 365;

/** A request for an exemption. The person who asks comes from the token. */
export const exemptionRequest = z.strictObject({
  scope,
  /** Names of policies. */
  policies: z.array(z.string().min(1)).min(1, 'must name a policy').max(50),
  /**
   * Azure's two categories: the risk is accepted for a time, or met by other means.
   * https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure
   */
  category: z.enum(['Waiver', 'Mitigated']),
  /** The person who answers for what is exempt. */
  owner: person,
  reason: text(),
  ticket,
  validFrom: moment.exactOptional(),
  expiresAt: moment,
});

export type ExemptionRequest = z.infer<typeof exemptionRequest>;

/** An exception of a scope from policies, for a time. Saved by subscription (lower-case GUID). */
export interface Exemption {
  /** The system in which it was given. Azure's own may lack what ours must have: an end, an owner, a ticket. */
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
  /** The end is exclusive. It is absent only for some of Azure's: they count until they are taken back. */
  readonly expiresAt?: string;
  /** The id of the exemption in Azure, if it comes from there. */
  readonly azureId?: string;
}
