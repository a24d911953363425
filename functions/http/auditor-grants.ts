import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { personalDataIn } from '../../src/model/index.ts';
import { grantAuditor, revokeAuditor } from '../../src/platform/auth/index.ts';
import { auditorGrant } from './answers/auth.ts';
import { next } from './answers/common.ts';
import type { Call } from './guard.ts';
import { answerRefused } from './saved.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { invalidBody, problem } from './problem.ts';
import { route } from './route.ts';

const grantRequest = z.strictObject({
  objectId: z.guid('must be the object id of a person, a GUID'),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  reference: z
    .string()
    .regex(/^[\w./#:-]{1,80}$/, 'must be a ticket or an engagement, of at most 80 characters without blanks')
    .refine((reference) => personalDataIn(reference) === undefined, 'must hold no PHI and name nobody'),
});

route({
  name: 'auditor-grants',
  method: 'GET',
  path: 'auditor-grants',
  summary: 'Who may act as Auditor, and when; past grants included.',
  roles: ['PrivacyOfficer', 'Operator'],
  paged: mostEntries,
  answers: { 200: () => z.object({ grants: z.array(auditorGrant()), next: next() }) },
  handler: async ({ parts, page }) => {
    const found = parts.access.auditorGrants.all();
    const { items, more } = await pageSorted(found, ({ objectId, id }) => placeOf(objectId, id), page);
    return { status: 200, json: { grants: items, ...more } };
  },
});

route({
  name: 'auditor-grants-add',
  method: 'POST',
  path: 'auditor-grants',
  summary: 'Lets somebody else act as Auditor for at most 90 days.',
  roles: ['Operator'],
  audit: 'change',
  body: { schema: grantRequest },
  answers: { 201: auditorGrant },
  problems: [400, 403],
  handler: async ({ body, ...call }) => {
    const granted = await grantAuditor(body, call.caller, partsOf(call));
    if (granted.kind === 'forbidden') return answerRefused(granted.why, 'objectId');
    if (granted.kind === 'invalid') return invalidBody(granted);
    call.concerns(`${granted.grant.objectId}/${granted.grant.id}`);
    return { status: 201, json: granted.grant };
  },
});

route({
  name: 'auditor-grants-revoke',
  method: 'DELETE',
  path: 'auditor-grants/{objectId}/{id}',
  summary: 'Ends a grant now. It stays on record.',
  roles: ['Operator'],
  audit: 'change',
  people: true,
  params: { objectId: z.guid('must be an object id, a GUID'), id: recordId },
  answers: { 204: null },
  problems: [404],
  handler: async ({ params, ...call }) =>
    (await revokeAuditor(params, call.caller, partsOf(call)))
      ? { status: 204 }
      : problem(404, 'No such grant', undefined, 'No grant of that id is in force or to come.'),
});

function partsOf({ parts }: Pick<Call, 'parts'>) {
  return {
    auditorGrants: parts.access.auditorGrants,
    now: () => parts.ports.clock.now(),
    newId: randomUUID,
  };
}
