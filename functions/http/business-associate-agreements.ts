import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { coverageView } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { agreementRequest, changeAgreement, endAgreement, recordAgreement } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { agreement, coverage } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { recordsPage } from './records-page.ts';
import { route } from './route.ts';

route({
  name: 'agreements',
  method: 'GET',
  path: 'agreements',
  summary: "The business associate agreements, and which services that hold PHI Microsoft's covers.",
  roles,
  paged: mostEntries,
  answers: {
    200: () => z.object({ agreements: z.array(agreement()), services: coverage(), next: next() }),
  },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('agreements', parts.ports, page);
    const services = await coverageView(parts.ports);
    return { status: 200, json: { agreements: items, services, ...more } };
  },
});

route({
  name: 'agreements-add',
  method: 'POST',
  path: 'agreements',
  summary: 'Records a business associate agreement.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  body: { schema: agreementRequest, parse: false },
  answers: { 201: agreement },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await recordAgreement(body, call.caller, call.parts.ports, randomUUID), call, 201),
});

route({
  name: 'agreements-change',
  method: 'PUT',
  path: 'agreements/{id}',
  summary: 'Prolongs or corrects an agreement, as a new version of it.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  body: { schema: agreementRequest, parse: false },
  answers: { 200: agreement },
  problems: keptProblems,
  handler: async ({ body, params: { id }, ...call }) =>
    answerSaved(await changeAgreement(id, body, call.caller, call.parts.ports), call, 200),
});

route({
  name: 'agreements-end',
  method: 'DELETE',
  path: 'agreements/{id}',
  summary: 'Ends an agreement on which nothing depends any more. It stays on record.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: agreement },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await endAgreement(id, call.caller, call.parts.ports), call, 200),
});
