import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { announceChange, listRecords, withdrawChange } from '../../src/records/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The announced changes: the last version of each. */
judging.http('announced-changes', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'announced-changes',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { announcedChanges: await listRecords('announcedChanges', parts.ports) },
  })),
});

/** Says beforehand that a change will be made. */
judging.http('announced-changes-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'announced-changes',
  handler: secured({ roles: ['Responder', 'Operator'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    return answerKept(await announceChange(body.value, call.caller, call.parts.ports, randomUUID), call, 201);
  }),
});

/** The change will not be made. */
judging.http('announced-changes-withdraw', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'announced-changes/{subscriptionId}/{id}',
  handler: secured({ roles: ['Responder', 'Operator'], audit: 'change' }, async (request, call) => {
    const { subscriptionId = '', id = '' } = request.params;
    return answerKept(await withdrawChange(subscriptionId.toLowerCase(), id, call.parts.ports), call);
  }),
});
