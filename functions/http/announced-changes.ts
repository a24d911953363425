import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { announceChange, announcementRequest, withdrawChange } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { announcedChange } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries } from './paging/index.ts';
import { recordId, subscriptionId } from './parameters.ts';
import { recordsPage } from './records-page.ts';
import { route } from './route.ts';

route({
  name: 'announced-changes',
  method: 'GET',
  path: 'announced-changes',
  summary: 'The announced changes, the last version of each.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ announcedChanges: z.array(announcedChange()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('announcedChanges', parts.ports, page);
    return { status: 200, json: { announcedChanges: items, ...more } };
  },
});

route({
  name: 'announced-changes-add',
  method: 'POST',
  path: 'announced-changes',
  summary: 'Announces a change before it is made.',
  roles: ['Responder', 'Operator'],
  audit: 'change',
  body: { schema: announcementRequest, parse: false },
  answers: { 201: announcedChange },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await announceChange(body, call.caller, call.parts.ports, randomUUID), call, 201),
});

route({
  name: 'announced-changes-withdraw',
  method: 'DELETE',
  path: 'announced-changes/{subscriptionId}/{id}',
  summary: 'Withdraws an announced change that will not be made.',
  roles: ['Responder', 'Operator'],
  audit: 'change',
  params: { subscriptionId, id: recordId },
  answers: { 200: announcedChange },
  problems: keptProblems,
  handler: async ({ params, ...call }) =>
    answerSaved(
      await withdrawChange(params.subscriptionId, params.id, call.caller, call.parts.ports),
      call,
      200,
    ),
});
