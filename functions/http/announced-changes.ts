import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { announceChange, announcementRequest, listRecords, withdrawChange } from '../../src/records/index.ts';
import { announcedChange } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { recordId, subscriptionId } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'announced-changes',
  method: 'GET',
  path: 'announced-changes',
  summary: 'The announced changes, the last version of each.',
  roles,
  answers: { 200: () => z.object({ announcedChanges: z.array(announcedChange()) }) },
  handler: async ({ parts }) => ({
    status: 200,
    json: { announcedChanges: await listRecords('announcedChanges', parts.ports) },
  }),
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
    answerSaved(await withdrawChange(params.subscriptionId, params.id, call.parts.ports), call, 200),
});
