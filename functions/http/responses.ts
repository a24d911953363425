import { randomUUID } from 'node:crypto';
import type { HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { roles } from '../../src/auth/index.ts';
import type { Caller, Role } from '../../src/auth/index.ts';
import {
  approvePlan,
  askExemption,
  askForPlan,
  askRevert,
  decide,
  disputedCase,
  openResponses,
  rejectPlan,
  responseView,
} from '../../src/responses/index.ts';
import type { Approved, Decision } from '../../src/responses/index.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import type { Call } from './guard.ts';
import { answerKept, answerRefused } from './kept.ts';
import { problem } from './problem.ts';
import { judging } from '../parts.ts';

const responders: readonly Role[] = ['Responder', 'PrivacyOfficer', 'Operator'];
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
  handler: secured({ roles }, async (request, { parts }) => {
    const found = id.test(request.params['id'] ?? '')
      ? await responseView(request.params['id'] ?? '', parts.answering)
      : undefined;
    return found ? { jsonBody: found } : problem(404, 'there is no such response');
  }),
});

/** A disputed finding as a failing case of its policy, to be put beside it. */
judging.http('response-case', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'responses/{id}/case',
  handler: secured({ roles: responders }, async (request, { parts }) => {
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
function decision(name: string, route: string, by: readonly Role[], deciding: Deciding): void {
  judging.http(`responses-${name}`, {
    methods: ['POST'],
    authLevel: 'anonymous',
    route: `responses/{id}/${route}`,
    handler: secured({ roles: by, audit: 'change' }, async (request, { caller, parts }) => {
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

decision('acknowledge', 'acknowledgement', responders, by('acknowledge'));
decision('snooze', 'snooze', responders, by('snooze'));
decision('dispute', 'dispute', responders, by('dispute'));
decision('undispute', 'dispute/end', responders, by('undispute'));
decision('approve', 'approval', ['RemediationApprover'], approvePlan);
decision('reject', 'rejection', ['RemediationApprover'], rejectPlan);
decision('ask', 'request', [...responders, 'RemediationApprover'], askForPlan);
decision('revert', 'revert', [...responders, 'RemediationApprover'], askRevert);

/** Asks for an exemption of the resource from the policy; another person approves it. */
judging.http('responses-exemption', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'responses/{id}/exemption',
  handler: secured({ roles: responders, audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    const wanted = request.params['id'] ?? '';
    if (!id.test(wanted)) return problem(404, 'there is no such response');
    const { caller, parts } = call;
    const ports = { ...parts.ports, ...parts.answering };
    return answerKept(await askExemption(wanted, body.value, caller, ports, randomUUID), call, 201);
  }),
});
