import type { HttpResponseInit } from '@azure/functions';
import { counted } from '../../src/base/index.ts';
import type { Caller, Role } from '../../src/platform/auth/index.ts';
import { problem, sentence } from './problem.ts';
import type { Problem } from './problem.ts';

/** @param why the token that came was not accepted; absent: none came */
export function unauthorized(challenge: string, why: string | undefined): Problem<401> {
  return problem(401, 'An access token of Entra ID is required', undefined, why && sentence(why), {
    'www-authenticate': challenge,
  });
}

/** @param caller lacks every role that it takes */
export function forbidden(caller: Caller, { roles }: { readonly roles: readonly Role[] }): Problem<403> {
  const lapsed = caller.auditor && roles.includes('Auditor') && !caller.roles.includes('Auditor');
  return problem(
    403,
    'Your roles do not allow this',
    undefined,
    lapsed
      ? 'Your access as Auditor is not in force. An Operator grants it: POST /api/auditor-grants.'
      : `The call needs one of these roles: ${roles.join(', ')}.`,
  );
}

export function peopleOnly(): Problem<403> {
  return problem(
    403,
    'Only a person may do this',
    undefined,
    'The token is that of an application: it signs nothing, and takes nothing back that people have granted.',
  );
}

export function tooMany(seconds: number): Problem<429> {
  return problem(429, 'Too many calls', undefined, `Try again in ${counted(seconds, 'second')}.`, {
    'retry-after': String(seconds),
  });
}

export function unavailable(title: string): Problem<503> {
  return problem(503, title, undefined, 'Nothing was done. Try again in 10 seconds.', {
    'retry-after': '10',
  });
}

/** Answers are for one caller; the id finds the call in the log and in the audit. */
export function withHeaders(answer: HttpResponseInit, correlationId: string): HttpResponseInit {
  const headers = new Headers(answer.headers);
  headers.set('cache-control', 'no-store');
  headers.set('x-correlation-id', correlationId);
  return { ...answer, headers };
}
