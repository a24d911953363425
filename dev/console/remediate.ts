import { setTimeout as wait } from 'node:timers/promises';
import type { Role } from '../../src/platform/auth/index.ts';
import type { Response as Answer } from '../../src/response/responses/index.ts';
import { people } from '../people.ts';
import type { Client, Person } from './client.ts';

/** Has a finding remediated as people would: one asks for it, another agrees, and neither has made the change. @returns the answer once it is closed, and what was set */
export async function remediate(client: Client, id: string): Promise<Answer> {
  const path = `/api/responses/${id}`;
  const [responder, approver] = [personWith('Responder'), personWith('RemediationApprover')];
  await standing(client, path, ({ remediation }) => remediation?.status === 'observed');
  await client.post(`${path}/request`, { why: 'the archive holds PHI' }, responder);
  const asked = await standing(client, path, ({ remediation }) => remediation?.status === 'asked');
  await client.post(`${path}/approval`, { planHash: asked.plan?.hash }, approver);
  return standing(client, path, ({ status }) => status === 'closed');
}

function personWith(role: Role): Person {
  const found = people.find(({ roles }) => roles.includes(role));
  if (!found) throw new Error(`nobody is a ${role}`);
  return { oid: found.oid, roles: [...found.roles] };
}

async function standing(client: Client, path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const { response } = await client.get<{ response: Answer }>(path);
    if (holds(response)) return response;
    await wait(100);
  }
}
