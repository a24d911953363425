import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { auditorGrantsOf, grantAuditor, revokeAuditor } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import type { Call } from './guard.ts';
import { answerRefused } from './kept.ts';
import { problem } from './problem.ts';

const grantRequest = z.strictObject({
  objectId: z.guid('must be the object id of a person'),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  reference: z.string().regex(/^[\w./#:-]{1,80}$/, 'must be a ticket or engagement, without blanks'),
});

/** Who may act as Auditor, and when; past grants included. */
judging.http('auditor-grants', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'auditor-grants',
  handler: secured({ roles: ['PrivacyOfficer', 'Operator'] }, async (_request, { parts }) => ({
    jsonBody: { grants: await auditorGrantsOf(parts.access) },
  })),
});

/** Lets someone act as Auditor for a time. */
judging.http('auditor-grants-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'auditor-grants',
  handler: secured({ roles: ['Operator'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, grantRequest);
    if (!body.ok) return body.problem;
    const granted = await grantAuditor(body.value, call.caller, partsOf(call));
    if (granted.kind === 'refused') return answerRefused(granted.why, 'objectId');
    if (granted.kind === 'wrong')
      return problem(400, `${granted.field} is not accepted`, granted.field, granted.why);
    call.concerns(`${granted.grant.objectId}/${granted.grant.id}`);
    return { status: 201, jsonBody: granted.grant };
  }),
});

/** Ends a grant now; it stays on record. */
judging.http('auditor-grants-revoke', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'auditor-grants/{objectId}/{id}',
  handler: secured({ roles: ['Operator'], audit: 'change' }, async (request, call) => {
    const { objectId = '', id = '' } = request.params;
    const revoked = await revokeAuditor({ objectId, id }, call.caller, partsOf(call));
    return revoked ? { status: 204 } : problem(404, 'no such grant is in force or to come');
  }),
});

function partsOf({ parts }: Call) {
  return {
    auditorGrants: parts.access.auditorGrants,
    now: () => parts.ports.clock.now(),
    newId: randomUUID,
  };
}
