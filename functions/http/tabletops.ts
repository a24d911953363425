import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  confirmTabletop,
  listTabletops,
  recordTabletop,
  tabletopRequest,
  tabletopWithdrawal,
  withdrawTabletop,
} from '../../src/drills/tabletops/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { tabletop, tabletopVersion } from './answers/tabletops.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'tabletops',
  method: 'GET',
  path: 'drills/tabletops',
  summary: 'The tabletop exercises, the last version of each, and how each stands as a proof.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ tabletops: z.array(tabletop()), next: next() }) },
  handler: async ({ parts, page }) => {
    const found = await listTabletops(parts.tabletops);
    const { items, more } = await pageSorted(found, ({ id }) => placeOf(id), page);
    return { status: 200, json: { tabletops: items, ...more } };
  },
});

route({
  name: 'tabletops-add',
  method: 'POST',
  path: 'drills/tabletops',
  summary: 'Puts a tabletop exercise on record, led by the caller.',
  roles: ['Operator', 'PrivacyOfficer', 'Responder'],
  audit: 'change',
  people: true,
  body: { schema: tabletopRequest, parse: false },
  answers: { 201: tabletopVersion },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await recordTabletop(body, call.caller, call.parts.tabletops, randomUUID), call, 201),
});

route({
  name: 'tabletops-confirm',
  method: 'POST',
  path: 'drills/tabletops/{id}/confirmation',
  summary: 'Confirms that a tabletop exercise was held as recorded, as a participant who did not lead it.',
  roles: ['Responder', 'RemediationApprover', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: tabletopVersion },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await confirmTabletop(id, call.caller, call.parts.tabletops), call, 200),
});

route({
  name: 'tabletops-withdraw',
  method: 'POST',
  path: 'drills/tabletops/{id}/withdrawal',
  summary: 'Withdraws a tabletop exercise, as its facilitator or as an Operator. It stays on record.',
  roles: ['Operator', 'PrivacyOfficer', 'Responder'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  body: { schema: tabletopWithdrawal, parse: false },
  answers: { 200: tabletopVersion },
  problems: keptProblems,
  handler: async ({ body, params: { id }, ...call }) =>
    answerSaved(await withdrawTabletop(id, body, call.caller, call.parts.tabletops), call, 200),
});
