import { randomUUID } from 'node:crypto';
import type { HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import type { Caller } from '../../src/platform/auth/index.ts';
import { approvePlan, askForPlan, askRevert, rejectPlan } from '../../src/response/approval/index.ts';
import type { Approved } from '../../src/response/approval/index.ts';
import {
  askExemption,
  decide,
  decisionRoles,
  disputedCase,
  mayDecide,
  openResponses,
  responseView,
} from '../../src/response/responses/index.ts';
import type { Decision, DecisionName, ResponseAnswer } from '../../src/response/responses/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import type { Call } from './guard.ts';
import { answerKept, answerRefused } from './kept.ts';
import { problem } from './problem.ts';

const id = /^[0-9a-f]{64}-\d{1,10}$/;

/** The open answers to drifts, what is due first in front. */
judging.http('responses', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'responses',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { responses: await openResponses(parts.answering) },
  })),
});

/** One answer with all that happened to it. */
judging.http('response', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'responses/{id}',
  handler: secured({ roles }, async (request, { caller, parts }) => {
    const found = id.test(request.params['id'] ?? '')
      ? await responseView(request.params['id'] ?? '', parts.answering)
      : undefined;
    if (!found) return problem(404, 'there is no such response');
    const policy = parts.ports.policies.policy(found.response.drift.policy);
    return { jsonBody: { ...found, may: mayDecide(caller, policy) } satisfies ResponseAnswer };
  }),
});

/** A disputed finding as a failing case of its policy, to be put beside it. */
judging.http('response-case', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'responses/{id}/case',
  handler: secured({ roles: decisionRoles.case }, async (request, { parts }) => {
    const wanted = request.params['id'] ?? '';
    const found = id.test(wanted)
      ? await disputedCase(wanted, parts.answering)
      : ({ kind: 'missing' } as const);
    if (found.kind === 'found') return { jsonBody: found.case };
    return found.kind === 'missing'
      ? problem(404, 'there is no such response')
      : problem(409, 'there is no case', undefined, found.why);
  }),
});

type Deciding = (
  id: string,
  input: unknown,
  caller: Caller,
  answering: Call['parts']['answering'],
) => Promise<Approved>;

/** What a person does about a drift, at its route. */
function decision(name: DecisionName, route: string, deciding: Deciding): void {
  judging.http(`responses-${name}`, {
    methods: ['POST'],
    authLevel: 'anonymous',
    route: `responses/{id}/${route}`,
    handler: secured({ roles: decisionRoles[name], audit: 'change' }, async (request, { caller, parts }) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const wanted = request.params['id'] ?? '';
      if (!id.test(wanted)) return problem(404, 'there is no such response');
      return answerDecided(await deciding(wanted, body.value, caller, parts.answering));
    }),
  });
}

function answerDecided(decided: Approved): HttpResponseInit {
  switch (decided.kind) {
    case 'done':
      return { jsonBody: decided.response };
    case 'missing':
      return problem(404, 'there is no such response');
    case 'wrong':
      return problem(400, 'the body is not as expected', decided.field, decided.why);
    case 'refused':
      return answerRefused(decided.why);
    default:
      return problem(409, 'this can not be done now', undefined, decided.why);
  }
}

const by =
  (what: Decision): Deciding =>
  (wanted, input, caller, answering) =>
    decide(wanted, what, input, caller, answering);

decision('acknowledge', 'acknowledgement', by('acknowledge'));
decision('snooze', 'snooze', by('snooze'));
decision('dispute', 'dispute', by('dispute'));
decision('undispute', 'dispute/end', by('undispute'));
decision('approve', 'approval', approvePlan);
decision('reject', 'rejection', rejectPlan);
decision('ask', 'request', askForPlan);
decision('revert', 'revert', askRevert);

/** Asks for an exemption of the resource from the policy; another person approves it. */
judging.http('responses-exemption', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'responses/{id}/exemption',
  handler: secured({ roles: decisionRoles.exemption, audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    const wanted = request.params['id'] ?? '';
    if (!id.test(wanted)) return problem(404, 'there is no such response');
    const { caller, parts } = call;
    const ports = { ...parts.ports, ...parts.answering };
    return answerKept(await askExemption(wanted, body.value, caller, ports, randomUUID), call, 201);
  }),
});
