import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import type { Role } from '../../src/platform/auth/index.ts';
import { everyOwner } from '../../src/records/index.ts';
import {
  approveMode,
  approveRestart,
  askRestart,
  killSwitchNow,
  modeRequest,
  requestMode,
  stopRequest,
  stopWrites,
  withdrawMode,
} from '../../src/response/remediation/index.ts';
import { next } from './answers/common.ts';
import { remediationMode, writeStop } from './answers/remediation.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { route } from './route.ts';

const responders: readonly Role[] = ['Responder', 'RemediationApprover', 'PrivacyOfficer', 'Operator'];

route({
  name: 'remediation',
  method: 'GET',
  path: 'remediation',
  summary: 'The modes of remediation in effect or requested, and the kill switch.',
  roles,
  paged: mostEntries,
  answers: {
    200: () => z.object({ modes: z.array(remediationMode()), stop: writeStop().nullable(), next: next() }),
  },
  handler: async ({ parts, page }) => {
    const { remediation } = parts.responsePorts;
    const [modes, stop] = await Promise.all([
      remediation.modes.latest(everyOwner),
      killSwitchNow(remediation),
    ]);
    const { items, more } = await pageSorted(modes, ({ id }) => placeOf(id), page);
    return { status: 200, json: { modes: items, stop: stop ?? null, ...more } };
  },
});

route({
  name: 'remediation-modes-request',
  method: 'POST',
  path: 'remediation/modes',
  summary:
    'Requests a mode of remediation. `off` and `observe` take effect at once; others once they are approved.',
  roles: responders,
  audit: 'change',
  people: true,
  body: { schema: modeRequest, parse: false },
  answers: { 201: remediationMode },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await requestMode(body, call.caller, call.parts.responsePorts.remediation), call, 201),
});

route({
  name: 'remediation-modes-approve',
  method: 'POST',
  path: 'remediation/modes/{id}/approval',
  summary: 'Approves a mode that somebody else has requested.',
  roles: ['RemediationApprover'],
  audit: 'change',
  approves: true,
  params: { id: recordId },
  answers: { 200: remediationMode },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await approveMode(id, call.caller, call.parts.responsePorts.remediation), call, 200),
});

route({
  name: 'remediation-modes-withdraw',
  method: 'DELETE',
  path: 'remediation/modes/{id}',
  summary: 'Withdraws a mode, or the request for one.',
  roles: responders,
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: remediationMode },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await withdrawMode(id, call.caller, call.parts.responsePorts.remediation), call, 200),
});

route({
  name: 'remediation-stop',
  method: 'POST',
  path: 'remediation/stop',
  summary: 'Turns the kill switch on: stops all writes at once.',
  roles: responders,
  audit: 'change',
  body: { schema: stopRequest, parse: false },
  answers: { 200: writeStop },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await stopWrites(body, call.caller, call.parts.responsePorts.remediation), call, 200),
});

route({
  name: 'remediation-restart',
  method: 'POST',
  path: 'remediation/restart',
  summary: 'Requests that writes restart. Somebody else approves it.',
  roles: responders,
  audit: 'change',
  people: true,
  body: { schema: stopRequest, parse: false },
  answers: { 200: writeStop },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await askRestart(body, call.caller, call.parts.responsePorts.remediation), call, 200),
});

route({
  name: 'remediation-restart-approve',
  method: 'POST',
  path: 'remediation/restart/approval',
  summary: 'Approves that writes restart, as somebody else has requested.',
  roles: ['RemediationApprover'],
  audit: 'change',
  approves: true,
  answers: { 200: writeStop },
  problems: keptProblems,
  handler: async (call) =>
    answerSaved(await approveRestart(call.caller, call.parts.responsePorts.remediation), call, 200),
});
