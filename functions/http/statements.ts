import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { attest, listRecords, revokeAttestation } from '../../src/records/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The attestations of controls, and their reviews by somebody else: what is served of both is the same. */
const statements = [
  ['attestations', 'attestation'],
  ['reviews', 'review'],
] as const;

for (const [route, kind] of statements) {
  /** The last version of each. */
  judging.http(route, {
    methods: ['GET'],
    authLevel: 'anonymous',
    route,
    handler: secured({ roles }, async (_request, { parts }) => ({
      jsonBody: { [route]: await listRecords(route, parts.ports) },
    })),
  });

  /** The caller stands for a control, or has examined one that somebody else stands for. */
  judging.http(`${route}-add`, {
    methods: ['POST'],
    authLevel: 'anonymous',
    route,
    handler: secured(
      { roles: ['Responder', 'PrivacyOfficer', 'Operator'], audit: 'change' },
      async (request, call) => {
        const body = await readBody(request, z.unknown());
        if (!body.ok) return body.problem;
        const { caller, parts } = call;
        return answerKept(await attest(kind, body.value, caller, parts.ports, randomUUID), call, 201);
      },
    ),
  });

  /** Takes one back; it stays on record. */
  judging.http(`${route}-revoke`, {
    methods: ['DELETE'],
    authLevel: 'anonymous',
    route: `${route}/{id}`,
    handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
      const { id = '' } = request.params;
      return answerKept(await revokeAttestation(kind, id, call.caller, call.parts.ports), call);
    }),
  });
}
