import { z } from 'zod';
import { planRevisions, revisePlan, revisionRequest } from '../../src/drills/plans/index.ts';
import {
  abortDrill,
  abortRequest,
  approveDrill,
  beginByHand,
  reportOf,
  summaryOf,
} from '../../src/drills/run/index.ts';
import type { Decided } from '../../src/drills/run/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { drillReport, drillSummary, planRevision } from './answers/drills.ts';
import type { Call } from './guard.ts';
import { latestFirst, mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { conflict, invalidBody, problem } from './problem.ts';
import { route } from './route.ts';
import { answerRefused, answerSaved, keptProblems } from './saved.ts';

const drillId = z
  .string()
  .regex(/^dr-drill-\d{4}Q[1-4]$/, 'must be the id of a drill like dr-drill-2026Q4')
  .describe('The id of the drill.');

route({
  name: 'drills',
  method: 'GET',
  path: 'drills',
  summary: 'The recovery drills in short, the newest first.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ drills: z.array(drillSummary()), next: next() }) },
  handler: async ({ parts, page }) => {
    const all = (await parts.drilling.decisions.drills.all()).map(({ value }) => summaryOf(value));
    const { items, more } = await pageSorted(all, ({ id, dueAt }) => placeOf(latestFirst(dueAt), id), page);
    return { status: 200, json: { drills: items, ...more } };
  },
});

route({
  name: 'drills-begin',
  method: 'POST',
  path: 'drills',
  summary: "Begins this quarter's drill by hand. It then waits for the approval of somebody else.",
  roles: ['Operator'],
  audit: 'change',
  people: true,
  answers: { 201: drillReport },
  problems: [409],
  handler: async ({ caller, concerns, parts }) => {
    const begun = await beginByHand(caller, parts.drilling.decisions);
    if (begun.kind === 'conflict') return conflict(begun.why);
    concerns(begun.drill.id);
    return { status: 201, json: reportOf(begun.drill) };
  },
});

route({
  name: 'drill-plans',
  method: 'GET',
  path: 'drills/plans',
  summary: 'The revisions of the plan of recovery drills, the oldest first. The last one is in force.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ revisions: z.array(planRevision()), next: next() }) },
  handler: async ({ parts, page }) => {
    const revisions = await planRevisions(parts.drilling.decisions);
    const { items, more } = await pageSorted(
      revisions,
      ({ version }) => placeOf(String(version).padStart(8, '0')),
      page,
    );
    return { status: 200, json: { revisions: items, ...more } };
  },
});

route({
  name: 'drill-plans-revise',
  method: 'POST',
  path: 'drills/plans',
  summary: 'Signs a revision of the plan of recovery drills.',
  roles: ['PrivacyOfficer', 'Operator'],
  audit: 'change',
  people: true,
  body: { schema: revisionRequest, parse: false },
  answers: { 201: planRevision },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await revisePlan(body, call.caller, call.parts.drilling.decisions), call, 201),
});

route({
  name: 'drill',
  method: 'GET',
  path: 'drills/{id}',
  summary: 'The report of a recovery drill.',
  roles,
  params: { id: drillId },
  answers: { 200: drillReport },
  problems: [404],
  handler: async ({ params, parts }) => {
    const found = await parts.drilling.decisions.drills.read(params.id);
    return found ? { status: 200, json: reportOf(found.value) } : problem(404, 'No such drill');
  },
});

route({
  name: 'drills-approve',
  method: 'POST',
  path: 'drills/{id}/approval',
  summary: 'Approves a recovery drill. The plan names who may; nobody approves what they started.',
  roles: ['RemediationApprover', 'PrivacyOfficer', 'Operator'],
  audit: 'change',
  approves: true,
  params: { id: drillId },
  answers: { 200: drillReport },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerDecided(await approveDrill(id, call.caller, call.parts.drilling.decisions), call),
});

route({
  name: 'drills-abort',
  method: 'POST',
  path: 'drills/{id}/abort',
  summary: 'Ends a recovery drill early. What it has made is destroyed.',
  roles: ['Responder', 'RemediationApprover', 'PrivacyOfficer', 'Operator'],
  audit: 'change',
  people: true,
  params: { id: drillId },
  body: { schema: abortRequest, parse: false },
  answers: { 200: drillReport },
  problems: keptProblems,
  handler: async ({ body, params: { id }, ...call }) =>
    answerDecided(await abortDrill(id, body, call.caller, call.parts.drilling.decisions), call),
});

function answerDecided(decided: Decided, { concerns }: Pick<Call, 'concerns'>) {
  if (decided.kind === 'invalid') return invalidBody(decided);
  if (decided.kind === 'not-found') return problem(404, 'No such drill');
  if (decided.kind === 'conflict') return conflict(decided.why);
  if (decided.kind === 'forbidden') return answerRefused(decided.why);
  concerns(decided.drill.id);
  return { status: 200, json: reportOf(decided.drill) } as const;
}
