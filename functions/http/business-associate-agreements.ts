import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { coverageView } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { changeAgreement, endAgreement, listRecords, recordAgreement } from '../../src/records/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The business associate agreements, and which services that hold PHI Microsoft's is about. */
judging.http('agreements', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'agreements',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: {
      agreements: await listRecords('agreements', parts.ports),
      services: await coverageView(parts.ports),
    },
  })),
});

/** Puts an agreement on record. */
judging.http('agreements-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'agreements',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    return answerKept(
      await recordAgreement(body.value, call.caller, call.parts.ports, randomUUID),
      call,
      201,
    );
  }),
});

/** Prolongs or corrects an agreement, as a new version. */
judging.http('agreements-change', {
  methods: ['PUT'],
  authLevel: 'anonymous',
  route: 'agreements/{id}',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    const { id = '' } = request.params;
    return answerKept(await changeAgreement(id, body.value, call.caller, call.parts.ports), call);
  }),
});

/** Nothing depends on the agreement any more; it stays on record. */
judging.http('agreements-end', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'agreements/{id}',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const { id = '' } = request.params;
    return answerKept(await endAgreement(id, call.caller, call.parts.ports), call);
  }),
});
