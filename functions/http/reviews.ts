import { randomUUID } from 'node:crypto';
import { app } from '@azure/functions';
import { z } from 'zod';
import { roles } from '../../src/auth/index.ts';
import { attest, listRecords, revokeAttestation } from '../../src/compliance/index.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The reviews of controls: the last version of each. */
app.http('reviews', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'reviews',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { reviews: await listRecords('reviews', parts.ports) },
  })),
});

/** The caller has examined a control that somebody else stands for. */
app.http('reviews-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'reviews',
  handler: secured(
    { roles: ['Responder', 'PrivacyOfficer', 'Operator'], audit: 'change' },
    async (request, call) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const { caller, parts } = call;
      return answerKept(await attest('review', body.value, caller, parts.ports, randomUUID), call, 201);
    },
  ),
});

/** Takes one back; it stays on record. */
app.http('reviews-revoke', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'reviews/{id}',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const { id = '' } = request.params;
    return answerKept(await revokeAttestation('review', id, call.caller, call.parts.ports), call);
  }),
});
