import { z } from 'zod';
import { modeRequest } from '../../../src/response/remediation/index.ts';
import type { KillSwitch, Plan, RemediationMode } from '../../../src/response/remediation/index.ts';
import type { ResponseView } from '../../../src/response/responses/index.ts';
import { answerOf } from './answer-of.ts';
import { instant, recordOf, texts } from './common.ts';
import type { RecordOf } from './records.ts';

export const remediationMode = answerOf<RecordOf<RemediationMode>>('RemediationMode')(() =>
  recordOf(
    z.object({
      ...modeRequest.shape,
      status: z.enum(['requested', 'approved', 'withdrawn']),
      requestedBy: z.string(),
      approvals: texts(),
      withdrawnBy: z.string().exactOptional(),
    }),
  ).describe('For which findings a mode of remediation holds.'),
);

export const writeStop = answerOf<RecordOf<KillSwitch>>('WriteStop')(() =>
  recordOf(
    z.object({
      stopped: z.boolean(),
      by: z.string(),
      why: z.string(),
      restartAskedBy: z.string().exactOptional(),
    }),
  ).describe('The kill switch, which stops all writes.'),
);

const change = () =>
  z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() });
const sentAlong = () => z.array(z.object({ path: z.string(), value: z.unknown() }));
const method = () => z.enum(['PATCH', 'PUT', 'TASK']);

export const plan = answerOf<Plan>('RemediationPlan')(() =>
  z
    .object({
      hash: z.string().describe('An approval is for a plan with this hash, and for no other.'),
      kind: z.enum(['patch', 'modify', 'task', 'revert']),
      policy: z.string(),
      policyVersion: z.string(),
      target: z.string(),
      method: method(),
      changes: z.array(change()),
      with: sentAlong().exactOptional().describe('Sent along because the provider wants it; not compared.'),
      task: z.object({ assignmentId: z.string(), referenceId: z.string().exactOptional() }).exactOptional(),
      cutsOff: z
        .literal(true)
        .exactOptional()
        .describe('It may shut out users of the resource: only people approve it.'),
      caution: z.string().exactOptional(),
      recentUse: z
        .string()
        .exactOptional()
        .describe(
          'How much the use that the fix ends was made of in the last seven days, as far as logs tell.',
        ),
      plannedAt: instant(),
    })
    .describe('How a finding would be corrected.'),
);

export const write = answerOf<ResponseView['writes'][number]>('Write')(() =>
  z
    .object({
      intent: z.object({
        decision: z.string(),
        attempt: z.int(),
        kind: z.enum(['apply', 'revert']),
        resourceId: z.string(),
        policy: z.string(),
        target: z.string(),
        method: method(),
        planHash: z.string(),
        changes: z.array(change()),
        with: sentAlong().exactOptional(),
        ifMatch: z.string().exactOptional(),
        identity: z.string().exactOptional(),
        correlationId: z.string(),
        approvedBy: texts(),
        token: z.int(),
        at: instant(),
      }),
      operation: z
        .object({
          kind: z.enum(['status', 'result', 'untold', 'task']),
          retryAfterSeconds: z.number().exactOptional(),
          status: z.int().exactOptional(),
          requestId: z.string().exactOptional(),
          at: instant(),
        })
        .exactOptional()
        .describe('The operation by which Azure carries out what it has accepted.'),
      end: z
        .object({
          result: z.enum([
            'applied',
            'changed',
            'refused',
            'busy',
            'withdrawn',
            'failed',
            'unfinished',
            'nothing',
          ]),
          found: z.literal(true).exactOptional(),
          status: z.int().exactOptional(),
          requestId: z.string().exactOptional(),
          why: z.string().exactOptional(),
          at: instant(),
        })
        .exactOptional(),
      check: z
        .object({
          verified: z.boolean(),
          failed: z
            .literal(true)
            .exactOptional()
            .describe(
              'The setting is in effect, but the work in Azure that was to follow has stopped, or takes too long.',
            ),
          state: z.string().exactOptional(),
          why: z.string().exactOptional(),
          moved: texts().exactOptional(),
          at: instant(),
        })
        .exactOptional(),
    })
    .describe(
      'A write to the estate: what was about to be written, what came of it, and what reading it back showed.',
    ),
);
