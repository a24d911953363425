import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import type { AuditEntry } from '../../src/model/index.ts';
import { can, entryOf, entryOfNobody, entryOfTooMany, outcomeOf } from '../../src/platform/auth/index.ts';
import type { AuditedCall, Caller, Role } from '../../src/platform/auth/index.ts';
import { createLog, describeError } from '../../src/platform/telemetry/index.ts';
import { appAtTheDoor } from '../invocation.ts';
import type { InvocationApp } from '../invocation.ts';
import { callOf, subjectOf } from './audited-call.ts';
import { problem } from './problem.ts';
import { forbidden, peopleOnly, tooMany, unauthorized, unavailable, withHeaders } from './refusals.ts';

/**
 * The functions that anyone may call, without a token: the sign that the app is alive, the description of the API, the page's own files,
 * and the answer that an address does not exist. None of them holds data. Nothing else is open.
 */
export const openToAnyone: readonly string[] = [
  'health',
  'openapi',
  'page',
  'page-config',
  'page-file',
  'wrong-address',
];

export interface Security {
  /** Any one of them is enough. */
  readonly roles: readonly Role[];
  /** Every such call is audited, refused ones included. Reads are audited when an Auditor makes them. */
  readonly audit?: 'change' | 'export';
  /** Signs, or takes back, delays or switches what people have granted: no application may, whatever its roles. */
  readonly people?: true;
  /** Approves the work of others: the token must be recent, so that it shows the roles of now. */
  readonly approves?: true;
}

export interface Call {
  readonly caller: Caller;
  readonly parts: InvocationApp;
  /** Tells the audit what the call is about, where the route's parameters do not: the id of what was made. */
  readonly concerns: (subject: string) => void;
  /** The headers of the request. */
  readonly headers: HttpRequest['headers'];
}

export type SecuredHandler = (request: HttpRequest, call: Call) => Promise<HttpResponseInit>;

/** A handler that shows who may call it. */
export type Guarded = HttpHandler & { readonly security: Security };

/**
 * Lets a call in whose token Entra signed for this API and whose roles allow it; the platform's own header
 * `x-ms-client-principal`, which anyone could send, is ignored. 401, 403 and 503 are problems as of RFC 9457.
 * A change is in the audit before it is made, and again with its outcome; everything else before it is answered. What cannot be
 * audited is not done, and not answered.
 */
export function secured(security: Security, handler: SecuredHandler): Guarded {
  const guard: HttpHandler = async (request, context) => {
    const parts = await appAtTheDoor(context);
    const respond = (answer: HttpResponseInit) => withHeaders(answer, context.invocationId);
    const who = await parts.access.authenticate(request.headers.get('authorization'));
    if (who.kind === 'unavailable') {
      parts.ports.log.error('A token could not be checked', { reason: who.why });
      return respond(unavailable('The token cannot be checked now'));
    }
    const call = callOf(request, context, security.audit ?? 'read');
    if (who.kind !== 'accepted') {
      const why = who.kind === 'refused' ? who.why : undefined;
      if (security.audit) {
        const entry = entryOfNobody(call, why ?? 'no token', parts.ports.clock.now());
        if (!(await refusalWritten(entry, parts))) return respond(unavailable('The audit cannot be written'));
      }
      return respond(unauthorized(parts.access.challenge(why), why));
    }
    const seconds = parts.access.limits.take(who.caller.objectId, security.audit === 'change');
    if (seconds > 0) {
      const entry = entryOfTooMany(call, who.caller, parts.ports.clock.now());
      // Nothing is done: that it cannot be audited changes nothing, and is in the log.
      if (security.audit || who.caller.auditor) await refusalWritten(entry, parts);
      return respond(tooMany(seconds));
    }
    return respond(await answerTo(request, { ...who, parts, call, security, handler }));
  };
  return Object.assign(withoutCauses(guard), { security });
}

/** Logs what fails before anything is known of the call, or in a function for anyone, and answers it as any defect. */
export function withoutCauses(handle: HttpHandler): HttpHandler {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      const log = createLog((level, line) => context[level](line));
      log.error('A call failed', { error: describeError(error) });
      return problem(500, 'The call failed');
    }
  };
}

/** The answer to a caller who is known, audited where it must be. */
async function answerTo(
  request: HttpRequest,
  {
    caller,
    issuedAt,
    parts,
    call,
    security,
    handler,
  }: {
    readonly caller: Caller;
    readonly issuedAt: Date;
    readonly parts: InvocationApp;
    readonly call: AuditedCall;
    readonly security: Security;
    readonly handler: SecuredHandler;
  },
): Promise<HttpResponseInit> {
  const audited = security.audit !== undefined || caller.auditor;
  const entry = entryOf(call, caller, { id: randomUUID(), time: parts.ports.clock.now().toISOString() });
  const refusal = refusalOf({ caller, issuedAt }, security, parts);
  if (!refusal && security.audit === 'change' && !(await written({ ...entry, outcome: 'begun' }, parts)))
    return unavailable('The audit cannot be written');
  let subject = call.subject;
  const concerns = (id: string) => {
    subject = subjectOf(id);
  };
  const answer =
    refusal?.answer ??
    (await handled(() => handler(request, { caller, parts, concerns, headers: request.headers }), parts));
  if (!audited) return answer;
  const status = answer.status ?? 200;
  const end = {
    ...entry,
    ...(subject !== undefined && { subject }),
    outcome: outcomeOf(status),
    status,
    ...(refusal && { reason: refusal.reason }),
  };
  // The beginning of a change stands in the audit already; what was not changed must not be answered unaudited.
  if ((await written(end, parts)) || (!refusal && security.audit === 'change')) return answer;
  return unavailable('The audit cannot be written');
}

/** Why a caller may not call this, as the audit has it, and what they are answered. */
function refusalOf(
  { caller, issuedAt }: { readonly caller: Caller; readonly issuedAt: Date },
  security: Security,
  { access }: InvocationApp,
): { readonly reason: string; readonly answer: HttpResponseInit } | undefined {
  if (!can(caller, security).allowed) return { reason: 'role', answer: forbidden(caller, security) };
  if (security.people && caller.kind === 'application')
    return { reason: 'application', answer: peopleOnly() };
  const reason = security.approves ? access.whyNotRecent(issuedAt) : undefined;
  return reason === undefined
    ? undefined
    : { reason, answer: unauthorized(access.challenge(reason), reason) };
}

/** A defect is logged with its cause and answered without it. */
async function handled(
  handle: () => Promise<HttpResponseInit>,
  { ports, tenant }: InvocationApp,
): Promise<HttpResponseInit> {
  try {
    await tenant.policies.upToDate();
    return await handle();
  } catch (error) {
    ports.log.error('A call failed', { error: describeError(error) });
    return problem(500, 'The call failed');
  }
}

/** One that has its row already, or gets none as there are too many, counts as written. */
async function refusalWritten(entry: AuditEntry, parts: InvocationApp): Promise<boolean> {
  const { limits } = parts.access;
  if (!limits.keeps(entry) || (await written(entry, parts))) return true;
  limits.missed(entry);
  return false;
}

async function written(entry: AuditEntry, { access, ports }: InvocationApp): Promise<boolean> {
  try {
    await access.audit.add(entry);
    return true;
  } catch (error) {
    ports.log.error('The audit could not be written', {
      function: entry.action,
      outcome: entry.outcome,
      error: describeError(error),
    });
    return false;
  }
}
