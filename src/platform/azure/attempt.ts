import { isRestError } from '@azure/core-rest-pipeline';
import { classifyAnswer } from './classify-answer.ts';
import type { ReadFailure } from './types.ts';

/** What came of a call by one of the service's own clients. */
export type Attempt<T> =
  | { readonly kind: 'read'; readonly startedAt: string; readonly value: T }
  | { readonly kind: 'gone'; readonly startedAt: string }
  | ReadFailure;

/** Calls, and says what an error means: it is understood as the same answer to a plain read would be. */
export async function attempt<T>(now: () => Date, call: () => Promise<T>): Promise<Attempt<T>> {
  const startedAt = now().toISOString();
  try {
    return { kind: 'read', startedAt, value: await call() };
  } catch (error) {
    if (!isRestError(error) || error.statusCode === undefined) {
      const name = isRestError(error) ? error.code : error instanceof Error ? error.name : undefined;
      return { kind: 'failed', startedAt, reason: `no answer (${name ?? 'unknown error'})` };
    }
    const understood = classifyAnswer({
      kind: 'answered',
      startedAt,
      status: error.statusCode,
      body: { error: { code: error.code } },
      retryAfter: error.response?.headers.get('retry-after'),
      date: now(),
    });
    if (understood.kind === 'body' || understood.kind === 'unregistered')
      return { kind: 'failed', startedAt, reason: `HTTP ${error.statusCode}` };
    return understood;
  }
}
