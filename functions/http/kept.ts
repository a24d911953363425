import type { HttpResponseInit } from '@azure/functions';
import type { Kept } from '../../src/records/index.ts';
import type { Call } from './guard.ts';
import { problem } from './problem.ts';

const refusals = {
  own: 'nobody decides on their own work',
  application: 'this takes a person',
  role: 'your roles do not allow this',
} as const;

/** What is answered to who puts something on record: the record, or why it is not kept. The audit names the record. */
export function answerKept<T>(kept: Kept<T>, call: Call, status = 200): HttpResponseInit {
  if (kept.kind === 'kept') {
    call.concerns(kept.record.id);
    return { status, jsonBody: kept.record };
  }
  if (kept.kind === 'wrong') return problem(400, 'the record is not as expected', kept.field, kept.why);
  if (kept.kind === 'missing') return problem(404, 'there is no such record');
  if (kept.kind === 'conflict') return problem(409, 'this can not be done now', undefined, kept.why);
  return answerRefused(kept.why);
}

/** What is answered to who may not decide on this; `field`: what it is about. */
export function answerRefused(why: keyof typeof refusals, field?: string): HttpResponseInit {
  return problem(403, refusals[why], field);
}
