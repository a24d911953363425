import type { HttpRequest, InvocationContext } from '@azure/functions';
import { parseResourceId, personalDataIn } from '../../src/model/index.ts';
import type { AuditedCall } from '../../src/platform/auth/index.ts';

/** Describes a call as the audit has it. */
export function callOf(
  request: HttpRequest,
  context: InvocationContext,
  kind: AuditedCall['kind'],
): AuditedCall {
  const named = Object.values(request.params).join('/') || request.query.get('resourceId');
  return {
    action: context.functionName,
    kind,
    ...(named && { subject: subjectOf(named.slice(0, 1_000)) }),
    correlationId: context.invocationId,
  };
}

/** The subject of a call as the audit keeps it. Anything can stand in an address: what is no id, or looks like data of a person, is not kept. */
function subjectOf(named: string): string {
  const isId = /^[\w.:|~/()-]+$/.test(named) || parseResourceId(named) !== undefined;
  return isId && personalDataIn(named) === undefined ? named : '(not kept: it has not the form of an id)';
}
