import * as z from 'zod';
import { plusSeconds } from '../../base/index.ts';
import { responseHours, severityOf } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';
import type { ResponseTransition } from './response-transition.ts';
import type { Response } from './response.ts';

/** What a person does about a response. */
export type TriageAction = 'acknowledge' | 'snooze' | 'dispute' | 'undispute';

/** Why somebody decides as they do. */
export const decisionText = z
  .string('say why')
  .trim()
  .min(3, 'say in at least 3 characters why')
  .max(1_000, 'say in at most 1,000 characters why');

const why = decisionText;

export const decisionInputs = {
  acknowledge: z.strictObject({}),
  snooze: z.strictObject({ until: z.iso.datetime({ offset: true }), why }),
  dispute: z.strictObject({ why }),
  undispute: z.strictObject({ why }),
} as const;

export type TriageResult =
  | { readonly kind: 'done'; readonly response: Response }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'invalid'; readonly field: string; readonly why: string }
  /** It is closed, or was done already. */
  | { readonly kind: 'conflict'; readonly why: string };

/** Records what a person does about a response. None of it ends the finding: only the setting does, or an exemption that two people agree on. */
export async function triageResponse(
  id: string,
  decision: TriageAction,
  input: unknown,
  { objectId: who }: Pick<Caller, 'objectId'>,
  ports: ResponsePorts,
): Promise<TriageResult> {
  const parsed = decisionInputs[decision].safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'invalid', field: issue?.path.join('.') ?? '', why: issue?.message ?? 'is not valid' };
  }
  const given = parsed.data as { readonly why?: string; readonly until?: string };
  let trouble: TriageResult | undefined;
  const advanced = await applyTransition(id, ports, (response, now) => {
    const outcome = changeBy(decision, response, given, who, now);
    trouble = 'kind' in outcome ? outcome : undefined;
    return 'kind' in outcome ? undefined : outcome;
  });
  if (advanced.kind === 'not-found') return { kind: 'not-found' };
  return trouble ?? { kind: 'done', response: advanced.response };
}

function changeBy(
  decision: TriageAction,
  { status, drift }: Response,
  { why: reason, until }: { readonly why?: string; readonly until?: string },
  who: string,
  now: string,
): ResponseTransition | Extract<TriageResult, { kind: 'invalid' | 'conflict' }> {
  if (status === 'closed') return { kind: 'conflict', why: 'the response is closed' };
  const said = { who, ...(reason !== undefined && { why: reason }) };
  switch (decision) {
    case 'acknowledge':
      return { set: { acknowledgedBy: who }, step: { what: 'acknowledged', ...said } };
    case 'snooze': {
      // Reminders rest for as long as a response may take, and no longer; what is overdue is told of all the same.
      const hours = responseHours(severityOf(drift));
      const moment = new Date(until ?? now).toISOString();
      if (moment <= now || moment > plusSeconds(now, hours * 3600))
        return { kind: 'invalid', field: 'until', why: `must be in the future and within ${hours} hours` };
      return { set: { snoozedUntil: moment }, step: { what: 'snoozed', ...said } };
    }
    case 'dispute':
      if (status === 'disputed') return { kind: 'conflict', why: 'the finding is already disputed' };
      return { set: { status: 'disputed' }, step: { what: 'disputed', ...said } };
    default:
      if (status !== 'disputed') return { kind: 'conflict', why: 'the finding is not disputed' };
      return { set: { status: 'waiting' }, step: { what: 'undisputed', ...said } };
  }
}
