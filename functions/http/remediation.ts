import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import type { Role } from '../../src/platform/auth/index.ts';
import { everyOwner } from '../../src/records/index.ts';
import type { Kept } from '../../src/records/index.ts';
import {
  approveMode,
  approveRestart,
  askRestart,
  requestMode,
  stopNow,
  stopWrites,
  withdrawMode,
} from '../../src/response/remediation/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import type { Call } from './guard.ts';
import { answerKept } from './kept.ts';

const responders: readonly Role[] = ['Responder', 'RemediationApprover', 'PrivacyOfficer', 'Operator'];

/** What may be put back, and how: the modes that hold or are asked for, and whether all writes are stopped. */
judging.http('remediation', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'remediation',
  handler: secured({ roles }, async (_request, { parts }) => {
    const { remediation } = parts.answering;
    const [modes, stop] = await Promise.all([remediation.modes.latest(everyOwner), stopNow(remediation)]);
    return { jsonBody: { modes, stop: stop ?? null } };
  }),
});

/** A change to the modes or to the switch, with a body or without. */
function changing(
  name: string,
  {
    method,
    route,
    by,
    status,
  }: { method: 'POST' | 'DELETE'; route: string; by: readonly Role[]; status?: number },
  change: (call: Call, given: { readonly body: unknown; readonly id: string }) => Promise<Kept<object>>,
): void {
  judging.http(name, {
    methods: [method],
    authLevel: 'anonymous',
    route,
    handler: secured({ roles: by, audit: 'change' }, async (request, call) => {
      const hasBody = method === 'POST' && !route.endsWith('approval');
      const body = hasBody ? await readBody(request, z.unknown()) : ({ ok: true, value: undefined } as const);
      if (!body.ok) return body.problem;
      const id = request.params['id'] ?? '';
      return answerKept(await change(call, { body: body.value, id }), call, status);
    }),
  });
}

const approver: readonly Role[] = ['RemediationApprover'];

changing(
  'remediation-modes-request',
  { method: 'POST', route: 'remediation/modes', by: responders, status: 201 },
  ({ caller, parts }, { body }) => requestMode(body, caller, parts.answering.remediation),
);
changing(
  'remediation-modes-approve',
  { method: 'POST', route: 'remediation/modes/{id}/approval', by: approver },
  ({ caller, parts }, { id }) => approveMode(id, caller, parts.answering.remediation),
);
changing(
  'remediation-modes-withdraw',
  { method: 'DELETE', route: 'remediation/modes/{id}', by: responders },
  ({ caller, parts }, { id }) => withdrawMode(id, caller, parts.answering.remediation),
);
changing(
  'remediation-stop',
  { method: 'POST', route: 'remediation/stop', by: responders },
  ({ caller, parts }, { body }) => stopWrites(body, caller, parts.answering.remediation),
);
changing(
  'remediation-restart',
  { method: 'POST', route: 'remediation/restart', by: responders },
  ({ caller, parts }, { body }) => askRestart(body, caller, parts.answering.remediation),
);
changing(
  'remediation-restart-approve',
  { method: 'POST', route: 'remediation/restart/approval', by: approver },
  ({ caller, parts }) => approveRestart(caller, parts.answering.remediation),
);
