import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { approveExemption, requestExemption, revokeExemption } from '../../src/monitoring/changes/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { listRecords } from '../../src/records/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** The exemptions, Azure's among them: the last version of each. */
judging.http('exemptions', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'exemptions',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { exemptions: await listRecords('exemptions', parts.ports) },
  })),
});

/** Asks for an exemption. */
judging.http('exemptions-request', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'exemptions',
  handler: secured(
    { roles: ['Responder', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'], audit: 'change' },
    async (request, call) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const { caller, parts } = call;
      return answerKept(await requestExemption(body.value, caller, parts.ports, randomUUID), call, 201);
    },
  ),
});

/** Approves an exemption that somebody else has asked for. */
judging.http('exemptions-approve', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'exemptions/{subscriptionId}/{id}/approval',
  handler: secured({ roles: ['ExemptionApprover'], audit: 'change' }, async (request, call) => {
    const { subscriptionId = '', id = '' } = request.params;
    const { caller, parts } = call;
    return answerKept(await approveExemption(subscriptionId.toLowerCase(), id, caller, parts.ports), call);
  }),
});

/** Takes an exemption, or the request for one, back. */
judging.http('exemptions-revoke', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'exemptions/{subscriptionId}/{id}',
  handler: secured(
    { roles: ['ExemptionApprover', 'PrivacyOfficer', 'Operator'], audit: 'change' },
    async (request, call) => {
      const { subscriptionId = '', id = '' } = request.params;
      const { caller, parts } = call;
      return answerKept(await revokeExemption(subscriptionId.toLowerCase(), id, caller, parts.ports), call);
    },
  ),
});
