import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { approveRelease, askRelease, holdRequest, placeHold } from '../../src/evidence/retention/index.ts';
import { everyOwner } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { legalHold } from './answers/evidence.ts';
import { latestFirst, mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { conflict } from './problem.ts';
import { route } from './route.ts';
import { answerSaved, keptProblems } from './saved.ts';

const none = conflict('this deployment keeps no evidence: name its storage');

route({
  name: 'legal-holds',
  method: 'GET',
  path: 'legal-holds',
  summary: 'The legal holds on evidence, those that were released among them.',
  roles: ['PrivacyOfficer', 'Counsel'],
  paged: mostEntries,
  answers: { 200: () => z.object({ holds: z.array(legalHold()), next: next() }) },
  handler: async ({ parts, page }) => {
    const all = (await parts.evidence?.holding.holds.latest(everyOwner)) ?? [];
    const { items, more } = await pageSorted(
      all,
      ({ recordedAt, id }) => placeOf(latestFirst(recordedAt), id),
      page,
    );
    return { status: 200, json: { holds: items, ...more } };
  },
});

route({
  name: 'legal-holds-place',
  method: 'POST',
  path: 'legal-holds',
  summary: 'Places a legal hold: nothing that it is about can be deleted until two people release it.',
  roles: ['Counsel'],
  audit: 'change',
  people: true,
  body: { schema: holdRequest, parse: false },
  answers: { 201: legalHold },
  problems: keptProblems,
  handler: async ({ body, ...call }) => {
    const { evidence } = call.parts;
    if (!evidence) return none;
    return answerSaved(await placeHold(body, call.caller, evidence.holding, randomUUID), call, 201);
  },
});

route({
  name: 'legal-holds-release',
  method: 'POST',
  path: 'legal-holds/{id}/release',
  summary: 'Asks that a legal hold be released. It stays in force until somebody else approves.',
  roles: ['Counsel'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: legalHold },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) => {
    const { evidence } = call.parts;
    if (!evidence) return none;
    return answerSaved(await askRelease(id, call.caller, evidence.holding), call, 200);
  },
});

route({
  name: 'legal-holds-approve-release',
  method: 'POST',
  path: 'legal-holds/{id}/release/approval',
  summary: 'Releases a legal hold. Whoever asked for that cannot.',
  roles: ['Counsel', 'PrivacyOfficer'],
  audit: 'change',
  approves: true,
  params: { id: recordId },
  answers: { 200: legalHold },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) => {
    const { evidence } = call.parts;
    if (!evidence) return none;
    return answerSaved(await approveRelease(id, call.caller, evidence.holding), call, 200);
  },
});
