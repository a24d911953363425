import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Caller } from '../../src/platform/auth/index.ts';
import { exemptionRequest } from '../../src/records/index.ts';
import {
  approvalRequest,
  approvePlan,
  askForPlan,
  askRevert,
  reasonRequest,
  rejectPlan,
} from '../../src/response/approval/index.ts';
import type { Approved } from '../../src/response/approval/index.ts';
import {
  askExemption,
  decisionInputs,
  decisionRoles,
  triageResponse,
} from '../../src/response/responses/index.ts';
import type { DecisionName, ResponsePorts, TriageAction } from '../../src/response/responses/index.ts';
import { exemption } from './answers/records.ts';
import { response } from './answers/responses.ts';
import { answerSaved, answerRefused, keptProblems } from './saved.ts';
import { responseId } from './parameters.ts';
import { conflict, invalidBody, problem } from './problem.ts';
import { route } from './route.ts';

interface Deciding {
  readonly path: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  /** Not for an application: it delays what is due, or takes back what a person said. */
  readonly people?: true;
  readonly approves?: true;
  readonly decide: (id: string, input: unknown, caller: Caller, ports: ResponsePorts) => Promise<Approved>;
}

/** The decisions of a person about a drift, each at its path below the response. */
const decisions: Readonly<Record<Exclude<DecisionName, 'exemption' | 'case'>, Deciding>> = {
  acknowledge: {
    path: 'acknowledgement',
    summary: 'Acknowledges the response: the caller works on it.',
    ...by('acknowledge'),
  },
  snooze: {
    path: 'snooze',
    summary: 'Snoozes reminders. An overdue response is escalated all the same.',
    people: true,
    ...by('snooze'),
  },
  dispute: {
    path: 'dispute',
    summary: 'Disputes the finding. It stays open, and is marked as disputed.',
    ...by('dispute'),
  },
  undispute: { path: 'dispute/end', summary: 'Withdraws the dispute.', people: true, ...by('undispute') },
  approve: {
    path: 'approval',
    summary: 'Approves the plan with this hash. Nobody approves their own work.',
    schema: approvalRequest,
    approves: true,
    decide: approvePlan,
  },
  reject: {
    path: 'rejection',
    summary: 'Rejects the plan. The finding stays open.',
    schema: reasonRequest,
    decide: rejectPlan,
  },
  ask: {
    path: 'request',
    summary: 'Requests approval of a plan that is made now.',
    schema: reasonRequest,
    decide: askForPlan,
  },
  revert: {
    path: 'revert',
    summary: 'Requests a revert. The recorded values are set again once somebody else approves.',
    schema: reasonRequest,
    decide: askRevert,
  },
};

for (const [name, deciding] of Object.entries(decisions) as [keyof typeof decisions, Deciding][])
  route({
    name: `responses-${name}`,
    method: 'POST',
    path: `responses/{id}/${deciding.path}`,
    summary: deciding.summary,
    roles: decisionRoles[name],
    audit: 'change',
    ...(deciding.people && { people: deciding.people }),
    ...(deciding.approves && { approves: deciding.approves }),
    params: { id: responseId },
    body: { schema: deciding.schema, parse: false },
    answers: { 200: response },
    problems: [400, 403, 404, 409],
    handler: async ({ params: { id }, body, caller, parts }) =>
      answerDecided(await deciding.decide(id, body, caller, parts.responsePorts)),
  });

route({
  name: 'responses-exemption',
  method: 'POST',
  path: 'responses/{id}/exemption',
  summary: 'Requests an exemption of the resource from the policy. Another person approves it.',
  roles: decisionRoles.exemption,
  audit: 'change',
  params: { id: responseId },
  body: { schema: exemptionRequest.omit({ scope: true, policies: true }), parse: false },
  answers: { 201: exemption },
  problems: keptProblems,
  handler: async ({ params: { id }, body, ...call }) => {
    const { caller, parts } = call;
    const ports = { ...parts.ports, ...parts.responsePorts };
    return answerSaved(await askExemption(id, body, caller, ports, randomUUID), call, 201);
  },
});

function by(what: TriageAction): Pick<Deciding, 'schema' | 'decide'> {
  return {
    schema: decisionInputs[what],
    decide: (id, input, caller, ports) => triageResponse(id, what, input, caller, ports),
  };
}

function answerDecided(decided: Approved) {
  switch (decided.kind) {
    case 'done':
      return { status: 200, json: decided.response } as const;
    case 'not-found':
      return problem(404, 'No such response');
    case 'invalid':
      return invalidBody(decided);
    case 'forbidden':
      return answerRefused(decided.why);
    default:
      return conflict(decided.why);
  }
}
