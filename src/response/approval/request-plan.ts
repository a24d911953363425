import * as z from 'zod';
import type { Caller } from '../../platform/auth/index.ts';
import { revertOf, withOwnCaution } from '../remediation/index.ts';
import { decisionText } from '../responses/index.ts';
import type { ResponsePorts } from '../responses/index.ts';
import { requestFor } from './approval-request.ts';
import { changeResponse, invalidInput } from './approval-result.ts';
import type { Approved, Outcome } from './approval-result.ts';

export const reasonRequest = z.strictObject({ why: decisionText });

const idle = new Set(['observed', 'rejected', 'expired', 'blocked', 'none']);

/** Statuses in which what was applied stands, and no request to revert it is under way. */
const revertible = new Set(['verified', 'rejected', 'expired', 'blocked']);

/** Asks for a decision where none is asked for: in mode observe, or after a request was rejected, expired or blocked. */
export async function askForPlan(
  id: string,
  input: unknown,
  { objectId: who }: Pick<Caller, 'objectId'>,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = reasonRequest.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const asked = await changeResponse(id, ports, ({ status, remediation }, now): Outcome => {
    if (status === 'closed') return { kind: 'conflict', why: 'the response is closed' };
    if (!remediation || !idle.has(remediation.status))
      return { kind: 'conflict', why: `the remediation is ${remediation?.status ?? 'not planned yet'}` };
    return {
      set: { remediation: { mode: remediation.mode, status: 'waiting', nextAt: now, askedBy: who } },
      step: { what: 'requested', who, why: parsed.data.why },
    };
  });
  if (asked.kind === 'done') await ports.respond.send({ goOn: id });
  return asked;
}

/** Asks to take back what was remediated: the recorded values are set again once somebody else agrees. */
export async function askRevert(
  id: string,
  input: unknown,
  { objectId: who }: Pick<Caller, 'objectId'>,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = reasonRequest.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changeResponse(id, ports, (response, now): Outcome => {
    const { status, applied, remediation } = response;
    if (!applied || !remediation || !revertible.has(remediation.status))
      return { kind: 'conflict', why: 'nothing was remediated that could be reverted' };
    // Whoever closes it would end the request with it.
    if (status !== 'closed') return { kind: 'conflict', why: 'the response is not closed yet' };
    const planned = revertOf(applied, now);
    if (planned.kind !== 'plan') return { kind: 'conflict', why: planned.why };
    const plan = withOwnCaution(planned.plan, ports.remediation.own);
    // One other than who asks, whoever made the change in the first place.
    const request = { ...requestFor('revert', plan.hash, response, ports), needed: 1 as const };
    return {
      set: { plan, request, remediation: { ...remediation, status: 'asked', askedBy: who } },
      step: { what: 'revert-requested', who, why: parsed.data.why },
    };
  });
}
