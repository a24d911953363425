import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { attestInAzure, policyAttestationRequest } from '../../src/monitoring/tenant-policies/index.ts';
import { answerRefused } from './saved.ts';
import { invalidBody, problem, sentence } from './problem.ts';
import { route } from './route.ts';

route({
  name: 'policy-attestations-add',
  method: 'POST',
  path: 'policy-attestations',
  summary: 'Attests a manual policy of the tenant. It is written to Azure, where that is turned on.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  body: { schema: policyAttestationRequest, parse: false },
  answers: { 201: () => z.object({ subscriptionId: z.string(), name: z.string() }) },
  problems: [400, 403, 409, 502],
  handler: async ({ body, caller, parts, concerns }) => {
    const attested = await attestInAzure(body, caller, {
      ...parts.tenant,
      subscriptions: parts.ports.subscriptions,
      allowed: parts.settings.writeAttestations,
      now: () => parts.ports.clock.now(),
      newId: randomUUID,
    });
    if (attested.kind === 'off')
      return problem(
        409,
        'Attestations are not written to Azure',
        undefined,
        'The setting WRITE_ATTESTATIONS is off.',
      );
    if (attested.kind === 'forbidden') return answerRefused(attested.why);
    if (attested.kind === 'failed')
      return problem(502, 'Azure did not accept the attestation', undefined, sentence(attested.reason));
    if (attested.kind === 'invalid') return invalidBody(attested);
    const { subscriptionId, name } = attested;
    concerns(`${subscriptionId}/${name}`);
    return { status: 201, json: { subscriptionId, name } };
  },
});
