import { z } from 'zod';
import type {
  disputedCase,
  Response,
  ResponseAnswer,
  ResponseStep,
  ResponseSummary,
} from '../../../src/response/responses/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, severity, state, texts } from './common.ts';
import { drift } from './drifts.ts';
import { plan, write } from './remediation.ts';

const remediation = answerOf<NonNullable<Response['remediation']>>('RemediationStatus')(() =>
  z.object({
    mode: z.enum(['off', 'observe', 'ask', 'auto']),
    status: z.enum([
      'none',
      'observed',
      'waiting',
      'asked',
      'decided',
      'written',
      'verified',
      'reverted',
      'rejected',
      'expired',
      'blocked',
    ]),
    why: z.string().exactOptional(),
    looped: z.literal(true).exactOptional(),
    nextAt: instant().exactOptional(),
    askedBy: z.string().exactOptional(),
  }),
);

const headline = () => z.string().describe('Says what is wrong, in a sentence about the resource.');

const kind = () => z.enum(['apply', 'revert']);

/** The fields that a response has wherever it is shown. */
const common = () => ({
  id: z.string().describe('The id of the drift.'),
  status: z.enum(['open', 'waiting', 'escalated', 'disputed', 'closed']),
  openedAt: instant(),
  dueAt: instant(),
  nextAt: instant().exactOptional(),
  notified: z.boolean().exactOptional(),
  continues: z.literal(true).exactOptional(),
  remindedAt: instant().exactOptional(),
  snoozedUntil: instant().exactOptional(),
  acknowledgedBy: z.string().exactOptional(),
  escalations: count(),
  closure: z.enum(['resolved', 'remediated', 'superseded', 'exempt', 'not-applicable']).exactOptional(),
  closedAt: instant().exactOptional(),
  plan: plan().exactOptional(),
  remediation: remediation().exactOptional(),
  request: z
    .object({
      kind: kind(),
      planHash: z.string(),
      askedAt: instant(),
      expiresAt: instant(),
      needed: z.literal([1, 2]),
      approvals: z.array(z.object({ who: z.string(), at: instant() })),
    })
    .exactOptional()
    .describe('What people are asked to approve.'),
  decision: z
    .object({
      id: z.string(),
      kind: kind(),
      plan: plan(),
      by: z.union([texts(), z.literal('auto')]),
      at: instant(),
    })
    .exactOptional(),
  applied: plan().exactOptional(),
});

export const response = answerOf<Response>('Response')(() =>
  z.object({ ...common(), drift: drift(), step: count() }).describe('The response to a drift.'),
);

export const responseSummary = answerOf<ResponseSummary>('ResponseSummary')(() =>
  z.object({
    ...common(),
    resourceId: z.string(),
    policy: z.string(),
    title: z.string(),
    headline: headline(),
    severity: severity(),
    phi: z.boolean(),
    organization: z.string().exactOptional(),
  }),
);

const step = answerOf<ResponseStep>('ResponseStep')(() =>
  z
    .object({
      n: z.int().min(1),
      at: instant(),
      what: z.enum([
        'claimed',
        'notified',
        'acknowledged',
        'snoozed',
        'disputed',
        'undisputed',
        'exemption-requested',
        'reminded',
        'resumed',
        'escalated',
        'planned',
        'requested',
        'asked',
        'owners-renewed',
        'approved',
        'rejected',
        'expired',
        'decided',
        'held-back',
        'written',
        'accepted',
        'verified',
        'not-held',
        'failed',
        'blocked',
        'revert-requested',
        'closed',
      ]),
      who: z.string().exactOptional(),
      why: z.string().exactOptional(),
    })
    .describe('Something that happened to a response.'),
);

export const responseDetail = answerOf<ResponseAnswer>('ResponseDetail')(() =>
  z.object({
    headline: headline(),
    response: response(),
    steps: z.array(step()),
    writes: z.array(write()),
    may: z
      .array(
        z.enum([
          'acknowledge',
          'snooze',
          'dispute',
          'undispute',
          'exemption',
          'case',
          'approve',
          'reject',
          'ask',
          'revert',
        ]),
      )
      .describe(
        'What the caller may do about it: not what is their own work, nor what they have done already.',
      ),
    people: z
      .record(z.string(), z.string())
      .describe('Display names by object id, as far as the directory knows them.'),
    caller: z.object({ objectId: z.string(), roles: texts() }).describe('The person who asks.'),
  }),
);

type DisputedCase = Extract<Awaited<ReturnType<typeof disputedCase>>, { readonly kind: 'found' }>['case'];

export const policyCase = answerOf<DisputedCase>('PolicyCase')(() => {
  const resource = z.looseObject({
    id: z.string().exactOptional(),
    name: z.string().exactOptional(),
    type: z.string(),
  });
  return z
    .object({
      name: z.string(),
      resource,
      related: z
        .array(z.union([resource, z.object({ type: z.string(), unknown: z.string() })]))
        .exactOptional(),
      state: state(),
      because: z.string(),
    })
    .describe('A case as it lies beside a policy in `cases.json`.');
});
