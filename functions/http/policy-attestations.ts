import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { attestInAzure } from '../../src/monitoring/tenant-policies/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerRefused } from './kept.ts';
import { problem } from './problem.ts';

/** The caller stands for a manual policy of the tenant; written to Azure, where that is turned on. */
judging.http('policy-attestations-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'policy-attestations',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    const { caller, parts, concerns } = call;
    const attested = await attestInAzure(body.value, caller, {
      ...parts.tenant,
      subscriptions: parts.ports.subscriptions,
      allowed: parts.settings.writeAttestations,
      now: () => parts.ports.clock.now(),
      newId: randomUUID,
    });
    if (attested.kind === 'off')
      return problem(409, 'attestations are not written to Azure', undefined, 'WRITE_ATTESTATIONS is off');
    if (attested.kind === 'refused') return answerRefused(attested.why);
    if (attested.kind === 'failed')
      return problem(502, 'Azure did not take the attestation', undefined, attested.reason);
    if (attested.kind === 'wrong')
      return problem(400, `${attested.field} is not accepted`, attested.field, attested.why);
    const { subscriptionId, name } = attested;
    concerns(`${subscriptionId}/${name}`);
    return { status: 201, jsonBody: { subscriptionId, name } };
  }),
});
