import * as z from 'zod';
import { firstIssue, plusSeconds } from '../../base/index.ts';
import { responseHours, severityOf } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { text } from '../../records/index.ts';
import type { ResponsePorts } from './ports.ts';
import { applyTransition } from './response-transition.ts';
import type { ResponseTransition } from './response-transition.ts';
import type { Response } from './response.ts';

/** The actions of people on a response. */
export type TriageAction = 'acknowledge' | 'snooze' | 'dispute' | 'undispute';

/** Why somebody decides as they do. */
export const decisionText = text(1000).min(3, 'must be a reason of at least 3 characters');

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
  if (!parsed.success) return { kind: 'invalid', ...firstIssue(parsed.error) };
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
