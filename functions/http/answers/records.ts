import { z } from 'zod';
import type { coverageView } from '../../../src/assurance/posture/index.ts';
import {
  agreementRequest,
  announcementRequest,
  attestationRequest,
  decisionRequest,
  entityProfileRequest,
} from '../../../src/records/index.ts';
import type { Saved, listRecords } from '../../../src/records/index.ts';
import { answerOf } from './answer-of.ts';
import { instant, recordOf, texts } from './common.ts';

/** A record of a kind as it is kept. */
export type RecordOf<T> = Extract<Saved<T>, { readonly kind: 'saved' }>['record'];
type Listed<Kind extends Parameters<typeof listRecords>[0]> = Awaited<
  ReturnType<typeof listRecords<Kind>>
>[number];

export const agreement = answerOf<Listed<'agreements'>>('BusinessAssociateAgreement')(() =>
  recordOf(
    z.object({
      ...agreementRequest.shape,
      status: z.enum(['in-force', 'ended']),
      recordedBy: z.string(),
      endedBy: z.string().exactOptional(),
    }),
  ).describe('A business associate agreement. 45 CFR 164.308(b).'),
);

export const coverage = answerOf<Awaited<ReturnType<typeof coverageView>>>('AgreementCoverage')(() =>
  z
    .object({
      covered: texts(),
      uncovered: texts().describe('Microsoft publishes them as not in scope.'),
      unlisted: texts().describe('Types of which the list says nothing.'),
      source: z.string(),
      compared: z
        .string()
        .exactOptional()
        .describe('The day on which the list was last compared with its source.'),
    })
    .describe("Which services that hold PHI are in the scope of Microsoft's agreement."),
);

export const announcedChange = answerOf<Listed<'announcedChanges'>>('AnnouncedChange')(() =>
  recordOf(
    z.object({
      ...announcementRequest.shape,
      status: z.enum(['announced', 'withdrawn']),
      by: z.string(),
    }),
  ).describe('A change that somebody has announced.'),
);

export const attestation = answerOf<Listed<'attestations'>>('Attestation')(() =>
  recordOf(
    z.object({
      ...attestationRequest.shape,
      status: z.enum(['given', 'revoked']),
      by: z.string(),
      revokedBy: z.string().exactOptional(),
    }),
  ).describe('A person has attested or reviewed a control.'),
);

export const decision = answerOf<Listed<'decisions'>>('AddressableDecision')(() =>
  recordOf(
    z.object({
      ...decisionRequest.shape,
      status: z.enum(['given', 'revoked']),
      signedBy: z.string(),
      revokedBy: z.string().exactOptional(),
    }),
  ).describe('A decision on an addressable specification. 45 CFR 164.306(d)(3).'),
);

export const entityProfile = answerOf<Listed<'entityProfiles'>>('EntityProfile')(() =>
  recordOf(
    z.object({
      ...entityProfileRequest.shape,
      status: z.enum(['given', 'revoked']),
      signedBy: z.string(),
      revokedBy: z.string().exactOptional(),
    }),
  ).describe('Which kinds of entity an organization is. 45 CFR 160.103.'),
);

export const exemption = answerOf<Listed<'exemptions'>>('Exemption')(() =>
  recordOf(
    z.object({
      source: z.enum(['phiwatch', 'azure']),
      status: z.enum(['requested', 'approved', 'revoked']),
      scope: z.string(),
      policies: texts(),
      category: z.enum(['Waiver', 'Mitigated']),
      owner: z.string().exactOptional(),
      reason: z.string().exactOptional(),
      ticket: z.string().exactOptional(),
      requestedBy: z.string().exactOptional(),
      approvedBy: z.string().exactOptional(),
      revokedBy: z.string().exactOptional(),
      validFrom: instant().exactOptional(),
      expiresAt: instant().exactOptional(),
      azureId: z.string().exactOptional(),
    }),
  ).describe('An exemption of a scope from policies, for a time.'),
);
