import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { decisionRequest, recordDecision, revokeDecision } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { decision } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { recordsPage } from './records-page.ts';
import { route } from './route.ts';

route({
  name: 'decisions',
  method: 'GET',
  path: 'decisions',
  summary: 'The decisions on addressable specifications, the last version of each.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ decisions: z.array(decision()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('decisions', parts.ports, page);
    return { status: 200, json: { decisions: items, ...more } };
  },
});

route({
  name: 'decisions-add',
  method: 'POST',
  path: 'decisions',
  summary: 'Signs a decision on an addressable specification.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  body: { schema: decisionRequest, parse: false },
  answers: { 201: decision },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await recordDecision(body, call.caller, call.parts.ports, randomUUID), call, 201),
});

route({
  name: 'decisions-revoke',
  method: 'DELETE',
  path: 'decisions/{id}',
  summary: 'Revokes a decision. It stays on record.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: decision },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await revokeDecision(id, call.caller, call.parts.ports), call, 200),
});
