import { z } from 'zod';
import type { StatesView, StateView, Unknown } from '../../../src/assurance/posture/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, severity, state, texts } from './common.ts';

const policyState = answerOf<StateView>('PolicyState')(() =>
  z.object({
    policy: z.string(),
    title: z.string(),
    controls: texts(),
    delegated: z
      .literal(true)
      .exactOptional()
      .describe('The policy is delegated to Azure: the state is that of Azure Policy.'),
    severity: severity(),
    state: state(),
    since: instant(),
    reason: z.string().exactOptional(),
    fields: z
      .array(z.object({ path: z.string(), actual: z.unknown().optional(), expected: z.string() }))
      .exactOptional()
      .describe('The settings that decided it.'),
    staleSince: instant().exactOptional().describe('Since when the state could not be confirmed.'),
  }),
);

export const resourceStates = answerOf<StatesView>('ResourceStates')(() =>
  z
    .object({
      resourceId: z.string(),
      resourceType: z.string(),
      readAt: instant(),
      gone: z.literal(true).exactOptional(),
      staleSince: instant().exactOptional(),
      staleReason: z.string().exactOptional(),
      states: z.array(policyState()),
    })
    .describe('The states of a resource.'),
);

export const unknownState = answerOf<Unknown>('UnknownState')(() =>
  z
    .object({
      resourceId: z.string(),
      policies: texts().describe('Empty: the resource as a whole could not be confirmed.'),
      kind: z.enum(['unknown', 'stale']),
      since: instant(),
      reason: z.string(),
      tries: count().describe('How many reads in a row have failed.'),
      unread: z.boolean().describe('Something could not be read: another read may help.'),
    })
    .describe('A state that is not known, or could not be confirmed.'),
);
