import { setTimeout as wait } from 'node:timers/promises';
import type { Response as Answer } from '../../src/responses/index.ts';
import type { Client } from './client.ts';

/** Two of the sample hospital: one asks for the finding to be put back, another agrees. Neither has made the change. */
export const responder = { oid: 'a4f0c1d8-2b75-4e69-8c3a-7d9e5b1f6042', roles: ['Responder'] };
export const approver = { oid: 'b8e3d5f2-6a19-4c07-9f4b-0c2d7e8a1536', roles: ['RemediationApprover'] };

/** Has a finding put back as people would. @returns the answer once it is closed, and what was set */
export async function putBack(client: Client, id: string): Promise<Answer> {
  const path = `/api/responses/${id}`;
  await standing(client, path, ({ remediation }) => remediation?.status === 'observed');
  await client.post(`${path}/request`, { why: 'the archive holds PHI' }, responder);
  const asked = await standing(client, path, ({ remediation }) => remediation?.status === 'asked');
  await client.post(`${path}/approval`, { planHash: asked.plan?.hash }, approver);
  return standing(client, path, ({ status }) => status === 'closed');
}

async function standing(client: Client, path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const { response } = await client.get<{ response: Answer }>(path);
    if (holds(response)) return response;
    await wait(100);
  }
}
