import { isRestError } from '@azure/core-rest-pipeline';
import { retryAfterSeconds } from '../../base/index.ts';
import type { Answer } from './arm-client.ts';
import type { ThrottleScope } from './budget.ts';
import { usualPause } from '../azure/index.ts';
import type { Attempt, ReadFailure } from '../azure/index.ts';

/** An answer, understood: a body to look into, nothing there, or why not. */
export type ClassifiedAnswer =
  | { readonly kind: 'body'; readonly startedAt: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'gone'; readonly startedAt: string }
  /** The provider is not registered in the subscription: it has nothing there. */
  | { readonly kind: 'unregistered'; readonly startedAt: string; readonly reason: string }
  | ReadFailure;

/** Codes by which Resource Manager says that the api-version or the type is wrong, with 400 or 404. */
const unknownToAzure = new Set([
  'apiversionnotsupported',
  'invalidapiversionparameter',
  'invalidresourcenamespace',
  'invalidresourcetype',
  'missingapiversionparameter',
  'noregisteredproviderfound',
  'unsupportedapiversion',
]);

const unregistered = new Set(['missingsubscriptionregistration', 'subscriptionnotregistered']);

/** Timeout, conflict, precondition, lock, dependency, too early: another time it may work. */
const passing = new Set([408, 409, 412, 423, 424, 425]);

/**
 * Classifies an answer of Resource Manager. Reasons carry its status and code, never its message, in which names may stand.
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export function classifyAnswer(answer: Answer): ClassifiedAnswer {
  if (answer.kind === 'failed') return answer;
  const { status, body, startedAt } = answer;
  if (status === 200) {
    if (isJsonObject(body)) return { kind: 'body', startedAt, body };
    return { kind: 'malformed', startedAt, reason: 'the answer is no JSON object' };
  }
  const code = codeIn(body);
  const reason = code ? `HTTP ${status} ${code}` : `HTTP ${status}`;
  const folded = code?.toLowerCase() ?? '';
  if ((status === 404 || status === 400) && unknownToAzure.has(folded))
    return { kind: 'unmapped', startedAt, reason };
  if (status === 409 && unregistered.has(folded)) return { kind: 'unregistered', startedAt, reason };
  // It is said of a subscription that has left, and of one that the caller may no longer see: nothing in it is known to be gone.
  if (status === 404 && folded === 'subscriptionnotfound') return { kind: 'denied', startedAt, reason };
  if (status === 404 || status === 410) return { kind: 'gone', startedAt };
  if (status === 401 || status === 403) return { kind: 'denied', startedAt, reason };
  if (status === 429) {
    const seconds = retryAfterSeconds(answer.retryAfter, answer.date, usualPause);
    return { kind: 'throttled', startedAt, retryAfterSeconds: seconds, reason };
  }
  return { kind: status >= 500 || passing.has(status) ? 'failed' : 'malformed', startedAt, reason };
}

/**
 * The calls that a 429 is about, by its code: Resource Manager's own limits are those of a subscription or a tenant, whichever provider was
 * called. https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export function throttleScope(answer: unknown): ThrottleScope {
  const code = codeIn(typeof answer === 'string' ? parsed(answer) : answer)?.toLowerCase();
  if (code === 'subscriptionrequeststhrottled') return 'subscription';
  return code === 'tenantrequeststhrottled' ? 'tenant' : 'provider';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: its code is not known.
    return undefined;
  }
}

/** `{error: {code}}`, or `{code}` as some providers have it. */
export function codeIn(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const error = body['error'];
  const code = isJsonObject(error) ? error['code'] : body['code'];
  // A code is a word; anything longer could be a message.
  return typeof code === 'string' && /^[A-Za-z][\w.-]{0,99}$/.test(code) ? code : undefined;
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
    if (understood.kind === 'body') return { kind: 'failed', startedAt, reason: `HTTP ${error.statusCode}` };
    // It does not pass by itself: somebody has to register it.
    if (understood.kind === 'unregistered')
      return {
        kind: 'unmapped',
        startedAt,
        reason: `${understood.reason}: the resource provider is not registered in the subscription`,
      };
    return understood;
  }
}
