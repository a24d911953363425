import { openToAnyone } from '../../functions/http/guard.ts';
import type { Caller } from './callers.ts';
import { probeOf } from './http-functions.ts';
import type { HttpFunction } from './http-functions.ts';

/** The answer of one function to one caller. */
export interface Answer {
  readonly target: HttpFunction;
  readonly caller: Caller;
  readonly status: number;
}

/** Is shown each answer, before anything is read of it. */
export type Observe = (exchange: {
  readonly method: string;
  readonly path: string;
  /** As it was sent; absent: none was. */
  readonly body?: unknown;
  readonly answer: Response;
}) => Promise<void>;

/** Asks every function as every caller, one after the other. `baseUrl`: of the app. */
export async function answers(
  targets: readonly HttpFunction[],
  callers: readonly Caller[],
  baseUrl: string,
  observe: Observe = () => Promise.resolve(),
): Promise<readonly Answer[]> {
  const given: Answer[] = [];
  for (const target of targets) {
    const { method, path } = probeOf(target);
    for (const caller of callers) {
      const response = await fetch(new URL(path, baseUrl), {
        method,
        headers: {
          ...(caller.token !== undefined && { authorization: `Bearer ${caller.token}` }),
          ...caller.headers,
        },
        ...(method !== 'GET' && method !== 'DELETE' && { body: '{}' }),
      });
      await observe({ method, path, answer: response });
      await response.arrayBuffer();
      given.push({ target, caller, status: response.status });
    }
  }
  return given;
}

/**
 * Returns what must be answered: `in` where the guard lets the caller through, whatever comes then. What nothing guards
 * must be meant to be open.
 */
export function expected({ name, security }: HttpFunction, caller: Caller): 401 | 403 | 'in' {
  if (security === undefined) return openToAnyone.includes(name) ? 'in' : 401;
  if (!caller.known) return 401;
  if (caller.isApplication && security.people) return 403;
  return security.roles.some((role) => caller.roles.includes(role)) ? 'in' : 403;
}

/** Returns what was answered, in the same terms. */
export function seen(status: number): 401 | 403 | 'in' | 'failed' {
  if (status === 401 || status === 403) return status;
  return status >= 500 ? 'failed' : 'in';
}
