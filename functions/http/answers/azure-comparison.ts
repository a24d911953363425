import { z } from 'zod';
import type { AgreementView } from '../../../src/monitoring/azure-comparison/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant } from './common.ts';

const said = () => z.object({ state: z.string(), reason: z.string().exactOptional(), at: instant() });

export const azureComparison = answerOf<AgreementView>('AzureComparison')(() =>
  z
    .object({
      rate: z.number().min(0).max(1).exactOptional().describe('Absent: nothing was compared yet.'),
      subscriptions: z.array(
        z.object({
          subscriptionId: z.string(),
          comparedAt: instant(),
          compared: count(),
          agreed: count(),
          older: count(),
          unmatched: count(),
          trouble: z.string().exactOptional(),
        }),
      ),
      disagreements: z.array(
        z.object({
          resourceId: z.string(),
          policy: z.string(),
          title: z.string(),
          policyVersion: z.string(),
          ours: said(),
          azures: said(),
          firstSeenAt: instant(),
          lastSeenAt: instant(),
          endedAt: instant().exactOptional(),
        }),
      ),
    })
    .describe('How often Azure Policy and phiwatch agree.'),
);
