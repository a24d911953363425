import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import {
  decisionRoles,
  disputedCase,
  eachOpenResponse,
  mayDecide,
  namesIn,
  responseView,
} from '../../src/response/responses/index.ts';
import { next } from './answers/common.ts';
import { policyCase, responseDetail, responseSummary } from './answers/responses.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { responseId } from './parameters.ts';
import { conflict, problem } from './problem.ts';
import { route } from './route.ts';

route({
  name: 'responses',
  method: 'GET',
  path: 'responses',
  summary: 'The open responses to drifts, those due first in front.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ responses: z.array(responseSummary()), next: next() }) },
  handler: async ({ parts, page }) => {
    const found = eachOpenResponse(parts.responsePorts);
    const { items, more } = await pageSorted(found, ({ dueAt, id }) => placeOf(dueAt, id), page);
    return { status: 200, json: { responses: items, ...more } };
  },
});

route({
  name: 'response',
  method: 'GET',
  path: 'responses/{id}',
  summary: 'One response with all that happened to it, and what the caller may do about it.',
  roles,
  params: { id: responseId },
  answers: { 200: responseDetail },
  problems: [404],
  handler: async ({ params: { id }, caller, parts }) => {
    const found = await responseView(id, parts.responsePorts);
    if (!found) return problem(404, 'No such response');
    const policy = parts.ports.policies.policy(found.response.drift.policy);
    const people = await namesIn(found, parts.responsePorts);
    const { objectId, roles: held } = caller;
    const may = mayDecide(caller, policy, found.response);
    return { status: 200, json: { ...found, may, people, caller: { objectId, roles: held } } };
  },
});

route({
  name: 'response-case',
  method: 'GET',
  path: 'responses/{id}/case',
  summary: 'A disputed finding as a failing case of its policy, for its cases.json.',
  roles: decisionRoles.case,
  params: { id: responseId },
  answers: { 200: policyCase },
  problems: [404, 409],
  handler: async ({ params: { id }, parts }) => {
    const found = await disputedCase(id, parts.responsePorts);
    if (found.kind === 'found') return { status: 200, json: found.case };
    return found.kind === 'not-found' ? problem(404, 'No such response') : conflict(found.why);
  },
});
