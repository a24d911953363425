import type { CallerParts } from './callers.ts';

const hour = 3600 * 1000;
const auditor = '5d8e2f17-3a94-4c60-b7e1-90f6a2c4d853';

/** Has an Operator let someone act as Auditor from an hour ago for a day. Returns the Auditor's object id. */
export async function grantAuditor({
  issue,
  baseUrl,
  now,
}: Pick<CallerParts, 'issue'> & { readonly baseUrl: string; readonly now: Date }): Promise<string> {
  const operator = await issue({ oid: 'c1a7e4d2-6b39-4f58-8e0c-5d2f7a913b64', roles: ['Operator'] });
  const response = await fetch(new URL('/api/auditor-grants', baseUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${operator}` },
    body: JSON.stringify({
      objectId: auditor,
      startsAt: new Date(now.getTime() - hour).toISOString(),
      endsAt: new Date(now.getTime() + 24 * hour).toISOString(),
      reference: 'AUD-1',
    }),
  });
  if (response.status !== 201) throw new Error(`auditor-grants: ${response.status} ${await response.text()}`);
  return auditor;
}
