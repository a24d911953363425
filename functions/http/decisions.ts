import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { listRecords, recordDecision, revokeDecision } from '../../src/records/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The decisions on addressable specifications: the last version of each. */
judging.http('decisions', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'decisions',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { decisions: await listRecords('decisions', parts.ports) },
  })),
});

/** The caller signs a decision. */
judging.http('decisions-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'decisions',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    return answerKept(await recordDecision(body.value, call.caller, call.parts.ports, randomUUID), call, 201);
  }),
});

/** Takes a decision back; it stays on record. */
judging.http('decisions-revoke', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'decisions/{id}',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const { id = '' } = request.params;
    return answerKept(await revokeDecision(id, call.caller, call.parts.ports), call);
  }),
});
