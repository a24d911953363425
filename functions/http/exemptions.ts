import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { approveExemption, requestExemption, revokeExemption } from '../../src/monitoring/changes/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { exemptionRequest } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { exemption } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries } from './paging/index.ts';
import { recordId, subscriptionId } from './parameters.ts';
import { recordsPage } from './records-page.ts';
import { route } from './route.ts';

route({
  name: 'exemptions',
  method: 'GET',
  path: 'exemptions',
  summary: "The exemptions, Azure's among them, the last version of each.",
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ exemptions: z.array(exemption()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('exemptions', parts.ports, page);
    return { status: 200, json: { exemptions: items, ...more } };
  },
});

route({
  name: 'exemptions-request',
  method: 'POST',
  path: 'exemptions',
  summary: 'Requests an exemption. It takes effect once another person approves it.',
  roles: ['Responder', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'],
  audit: 'change',
  body: { schema: exemptionRequest, parse: false },
  answers: { 201: exemption },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await requestExemption(body, call.caller, call.parts.ports, randomUUID), call, 201),
});

route({
  name: 'exemptions-approve',
  method: 'POST',
  path: 'exemptions/{subscriptionId}/{id}/approval',
  summary: 'Approves an exemption that somebody else has requested.',
  roles: ['ExemptionApprover'],
  audit: 'change',
  approves: true,
  params: { subscriptionId, id: recordId },
  answers: { 200: exemption },
  problems: keptProblems,
  handler: async ({ params, ...call }) => {
    const { caller, parts } = call;
    const kept = await approveExemption(params.subscriptionId, params.id, caller, parts.ports);
    return answerSaved(kept, call, 200);
  },
});

route({
  name: 'exemptions-revoke',
  method: 'DELETE',
  path: 'exemptions/{subscriptionId}/{id}',
  summary: 'Revokes an exemption, or the request for one.',
  roles: ['ExemptionApprover', 'PrivacyOfficer', 'Operator'],
  audit: 'change',
  people: true,
  params: { subscriptionId, id: recordId },
  answers: { 200: exemption },
  problems: keptProblems,
  handler: async ({ params, ...call }) => {
    const { caller, parts } = call;
    const kept = await revokeExemption(params.subscriptionId, params.id, caller, parts.ports);
    return answerSaved(kept, call, 200);
  },
});
