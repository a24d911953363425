import { randomUUID } from 'node:crypto';
import { app } from '@azure/functions';
import { z } from 'zod';
import { roles } from '../../src/auth/index.ts';
import { attest, listRecords, revokeAttestation } from '../../src/compliance/index.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The attestations of controls: the last version of each. */
app.http('attestations', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'attestations',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { attestations: await listRecords('attestations', parts.ports) },
  })),
});

/** The caller stands for a control. */
app.http('attestations-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'attestations',
  handler: secured(
    { roles: ['Responder', 'PrivacyOfficer', 'Operator'], audit: 'change' },
    async (request, call) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const { caller, parts } = call;
      return answerKept(await attest('attestation', body.value, caller, parts.ports, randomUUID), call, 201);
    },
  ),
});

/** Takes one back; it stays on record. */
app.http('attestations-revoke', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'attestations/{id}',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const { id = '' } = request.params;
    return answerKept(await revokeAttestation('attestation', id, call.caller, call.parts.ports), call);
  }),
});
