import type { Saved } from '../../src/records/index.ts';
import type { Call } from './guard.ts';
import { conflict, invalidBody, problem } from './problem.ts';
import type { Problem } from './problem.ts';
import type { JsonReply } from './route-types.ts';

const refusals = {
  own: ['Nobody decides on their own work', 'Somebody else has to do this.'],
  application: ['Only a person may do this', 'The token is that of an application.'],
  role: ['Your roles do not allow this', 'Somebody with another role has to do this.'],
} as const;

/** A record as it is kept. */
type RecordOf<T> = Extract<Saved<T>, { readonly kind: 'saved' }>['record'];

/** Statuses of the problems that `answerSaved` answers. */
export const keptProblems = [400, 403, 404, 409] as const;

/** Answers a caller who puts something on record: with the record, or with why it is not kept. The audit names the record. */
export function answerSaved<T, Status extends 200 | 201>(
  kept: Saved<T>,
  { concerns }: Pick<Call, 'concerns'>,
  status: Status,
): JsonReply<Status, RecordOf<T>> | Problem<(typeof keptProblems)[number]> {
  if (kept.kind === 'saved') {
    concerns(kept.record.id);
    return { status, json: kept.record };
  }
  if (kept.kind === 'invalid') return invalidBody(kept);
  if (kept.kind === 'not-found') return problem(404, 'No such record');
  if (kept.kind === 'conflict') return conflict(kept.why);
  return answerRefused(kept.why);
}

/** Answers a caller who may not do this; `field`: what it is about. */
export function answerRefused(why: keyof typeof refusals, field?: string): Problem<403> {
  const [title, detail] = refusals[why];
  return problem(403, title, field, detail);
}
