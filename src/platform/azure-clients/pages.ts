import type { ArmCaller } from './arm-caller.ts';
import type { ClassifiedAnswer } from './classify-answer.ts';
import type { ReadFailure } from '../azure/index.ts';

/** One page of a collection as it came; `gone`: there is no such collection. */
type Page =
  | { readonly kind: 'items'; readonly startedAt: string; readonly items: readonly unknown[] }
  | { readonly kind: 'gone'; readonly startedAt: string }
  | ReadFailure;

/**
 * The pages of a collection, by `nextLink`. Ends after the first that is no page of items; a collection of more than
 * `mostPages` pages ends in a failure, so that none is ever short without saying so.
 */
export async function* pagesOf(
  caller: ArmCaller,
  path: string,
  type: string,
  mostPages: number,
  since?: string,
): AsyncGenerator<Page> {
  let answer = await caller.get(path, type, since);
  for (let count = 1; answer.kind === 'body' && Array.isArray(answer.body['value']); count += 1) {
    const { startedAt, body } = answer;
    yield { kind: 'items', startedAt, items: answer.body['value'] };
    const link = body['nextLink'];
    if (typeof link !== 'string' || link === '') return;
    answer = count < mostPages ? await caller.follow(link, path, type, since) : tooMany(startedAt, mostPages);
    if (isNothing(answer)) answer = { kind: 'failed', startedAt, reason: 'the next page is gone' };
  }
  if (isNothing(answer)) yield { kind: 'gone', startedAt: answer.startedAt };
  else if (answer.kind !== 'body') yield answer;
  else yield { kind: 'malformed', startedAt: answer.startedAt, reason: 'the answer has no list' };
}

type Nothing = Extract<ClassifiedAnswer, { kind: 'gone' | 'unregistered' }>;

function isNothing(answer: ClassifiedAnswer): answer is Nothing {
  return answer.kind === 'gone' || answer.kind === 'unregistered';
}

function tooMany(startedAt: string, mostPages: number): ReadFailure {
  return { kind: 'failed', startedAt, reason: `more than ${mostPages} pages` };
}
