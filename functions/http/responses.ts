import { randomUUID } from 'node:crypto';
import { app } from '@azure/functions';
import { z } from 'zod';
import { roles } from '../../src/auth/index.ts';
import type { Role } from '../../src/auth/index.ts';
import { askExemption, decide, openResponses, responseView } from '../../src/responses/index.ts';
import type { Decision } from '../../src/responses/index.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';
import { problem } from './problem.ts';

const responders: readonly Role[] = ['Responder', 'PrivacyOfficer', 'Operator'];
const id = /^[0-9a-f]{64}-\d{1,10}$/;

/** The open answers to drifts, what is due first in front. */
app.http('responses', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'responses',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { responses: await openResponses(parts.answering) },
  })),
});

/** One answer with all that happened to it. */
app.http('response', {
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

/** What a person does about a drift, at its route. */
function decision(name: Decision, route: string): void {
  app.http(`responses-${name}`, {
    methods: ['POST'],
    authLevel: 'anonymous',
    route: `responses/{id}/${route}`,
    handler: secured({ roles: responders, audit: 'change' }, async (request, { caller, parts }) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const wanted = request.params['id'] ?? '';
      if (!id.test(wanted)) return problem(404, 'there is no such response');
      const decided = await decide(wanted, name, body.value, caller, parts.answering);
      switch (decided.kind) {
        case 'done':
          return { jsonBody: decided.response };
        case 'missing':
          return problem(404, 'there is no such response');
        case 'wrong':
          return problem(400, 'the body is not as expected', decided.field, decided.why);
        default:
          return problem(409, 'this can not be done now', undefined, decided.why);
      }
    }),
  });
}
decision('acknowledge', 'acknowledgement');
decision('snooze', 'snooze');
decision('dispute', 'dispute');
decision('undispute', 'dispute/end');

/** Asks for an exemption of the resource from the policy; another person approves it. */
app.http('responses-exemption', {
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
