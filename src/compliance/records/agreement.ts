import { z } from 'zod';
import { link, moment, organisation, text } from './fields.ts';

/**
 * A business associate agreement: 45 CFR 164.308(b), 164.314(a), 164.504(e).
 * https://www.ecfr.gov/current/title-45/section-164.314
 */
export const agreementRequest = z
  .strictObject({
    /** Microsoft's is part of its Product Terms, for each cloud by itself. */
    counterparty: z.strictObject({
      kind: z.enum(['microsoft', 'vendor']),
      /** An organization's name, no person's. */
      name: text(200),
      /** Of Microsoft's alone. */
      cloud: z.enum(['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud']).exactOptional(),
    }),
    organisation: organisation.exactOptional(),
    /** `downstream`: the other handles PHI for us. `upstream`: we handle it for the other. */
    direction: z.enum(['downstream', 'upstream']),
    /** Whether the other acts as our agent under federal common law: then what it knows, we know (164.404(a)(2)). */
    agent: z.boolean(),
    /** Within so many days an incident must be told of. */
    noticeDays: z.int().min(0).max(60, 'must be at most 60: 164.410(b)'),
    /** Whether the other may hand PHI on, and those to whom it does. */
    subcontractors: z.strictObject({ allowed: z.boolean(), names: z.array(text(200)).max(100) }),
    validFrom: moment,
    expiresAt: moment,
    /**
     * Of Microsoft's alone: when somebody last compared the services in use with those that Microsoft publishes as in scope.
     * https://learn.microsoft.com/azure/compliance/offerings/cloud-services-in-audit-scope
     */
    scopeComparedAt: moment.exactOptional(),
    /** Where the signed document lies. */
    document: link,
  })
  .superRefine(({ counterparty: { kind, cloud }, validFrom, expiresAt }, context) => {
    if ((kind === 'microsoft') !== (cloud !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['counterparty', 'cloud'],
        message: 'must be given for Microsoft, and for nobody else',
      });
    if (expiresAt <= validFrom)
      context.addIssue({ code: 'custom', path: ['expiresAt'], message: 'must lie after validFrom' });
  });
export type AgreementRequest = z.infer<typeof agreementRequest>;

/** `ended`: both have no more to do with each other, so that nothing depends on it. */
export type Agreement = AgreementRequest & {
  readonly status: 'in-force' | 'ended';
  readonly recordedBy: string;
  readonly endedBy?: string;
};
