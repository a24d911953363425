import { randomUUID } from 'node:crypto';
import { subscriptionId } from '@phiwatch/sample-hospital';
import type { Role } from '../../src/platform/auth/index.ts';
import type { Observe } from './answers.ts';
import type { CallerParts } from './callers.ts';

/** The answer to someone who decides on work, their own or that of others. */
export interface Decision {
  readonly what: string;
  readonly who: string;
  readonly status: number;
  readonly expected: number;
}

export type DecisionParts = Pick<CallerParts, 'issue'> & {
  /** The address of the app. */
  readonly baseUrl: string;
  readonly now: Date;
  readonly observe?: Observe;
};

/** Everyone may do everything by their roles: it is whose work it is that makes the difference. */
const held: readonly Role[] = [
  'Reader',
  'Responder',
  'RemediationApprover',
  'ExemptionApprover',
  'PrivacyOfficer',
  'Operator',
];
const hour = 3600 * 1000;

/** Does what takes two people, as one of them, as others, and as an application. */
export async function decisions({
  issue,
  baseUrl,
  now,
  observe,
}: DecisionParts): Promise<readonly Decision[]> {
  const given: Decision[] = [];
  const someone = async (who: string, kind: 'user' | 'application' = 'user') => {
    const oid = randomUUID();
    return { who, oid, token: await issue({ oid, roles: [...held], kind }) };
  };
  type Someone = Awaited<ReturnType<typeof someone>>;
  const call = async ({ token }: Someone, method: string, path: string, body?: unknown) => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    await observe?.({ method, path, answer: response, ...(body !== undefined && { body }) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  /** Has them try it one after the other. */
  const tried = async (
    what: string,
    [path, body]: readonly [path: string, body?: unknown],
    all: readonly (readonly [by: Someone, expected: number])[],
  ) => {
    for (const [by, expected] of all) {
      const { status } = await call(by, 'POST', path, body);
      given.push({ what, who: by.who, status, expected });
    }
  };
  const at = (hours: number) => new Date(now.getTime() + hours * hour).toISOString();
  const first = await someone('the first');
  const owner = await someone('who gains by it');
  const other = await someone('somebody else');
  const application = await someone('an application', 'application');

  const request = {
    scope: `/subscriptions/${subscriptionId}/resourceGroups/none`,
    policies: ['storage-requires-tls-1-2'],
    category: 'Waiver',
    owner: owner.oid,
    reason: 'to see who may approve it',
    ticket: 'CHG-1',
    expiresAt: at(24),
  };
  const { body: exemption } = await call(first, 'POST', '/api/exemptions', request);
  const { id } = exemption as { readonly id: string };
  const approval = `/api/exemptions/${subscriptionId}/${id}/approval`;
  const refused = [
    [first, 403],
    [owner, 403],
    [application, 403],
  ] as const;
  await tried('approve the exemption that the first asks for', [approval], [...refused, [other, 200]]);

  const { body } = await call(first, 'GET', '/api/controls');
  const { controls } = body as {
    readonly controls: readonly { readonly id: string; readonly proofs: object }[];
  };
  const needBoth = controls.filter(({ proofs }) => 'attestation' in proofs && 'review' in proofs);
  const statements = [
    ['attestation', 'review'],
    ['review', 'attestation'],
  ] as const;
  for (const [index, [kind, counterpart]] of statements.entries()) {
    const statement = {
      control: needBoth[index]?.id,
      examined: 'the register',
      statement: 'complete',
      met: true,
      evidence: 'https://evidence.example.org/1',
      date: at(-1),
      expiresAt: at(24),
    };
    const give = [`/api/${kind}s`, statement] as const;
    await tried(`put the first ${kind} on record`, give, [
      [application, 403],
      [first, 201],
    ]);
    await tried(
      `give the ${counterpart} beside it`,
      [`/api/${counterpart}s`, statement],
      [
        [first, 403],
        [application, 403],
        [other, 201],
      ],
    );
  }

  const rule = { mode: 'auto', policy: 'storage-requires-tls-1-2', why: 'to see who may approve it' };
  const { body: mode } = await call(first, 'POST', '/api/remediation/modes', rule);
  const promotion = `/api/remediation/modes/${(mode as { readonly id: string }).id}/approval`;
  await tried(
    'promote to auto what the first asks for',
    [promotion, {}],
    [
      [first, 403],
      [application, 403],
      [other, 200],
      [other, 409],
      [owner, 200],
    ],
  );
  await call(first, 'POST', '/api/remediation/stop', { why: 'to see who may restart' });
  await call(first, 'POST', '/api/remediation/restart', { why: 'to see who may restart' });
  await tried(
    'let writes go on as the first asks',
    ['/api/remediation/restart/approval', {}],
    [
      [first, 403],
      [application, 403],
      [other, 200],
    ],
  );

  const { body: incident } = await call(first, 'POST', '/api/incidents', {
    source: { kind: 'report', knownAt: at(-24) },
    what: 'to see who may decide on it',
    systems: [],
    resources: [],
    capacity: 'covered-entity',
    subjects: [owner.oid],
  });
  const ofIncident = `/api/incidents/${(incident as { readonly id: string }).id}`;
  const day = at(-72).slice(0, 10);
  await tried(
    'ask for another day of discovery',
    [`${ofIncident}/discovery`, { day, why: 'to see who may approve it' }],
    [
      [owner, 404],
      [application, 403],
      [first, 200],
    ],
  );
  await tried(
    'approve the day that the first asks for',
    [`${ofIncident}/discovery/approval`, { day }],
    [
      [first, 403],
      [owner, 404],
      [application, 403],
      [other, 200],
    ],
  );
  await tried(
    'decide on an incident, and sign',
    [`${ofIncident}/decision`, { outcome: 'breach', why: 'to see who may decide' }],
    [
      [owner, 404],
      [application, 403],
      [other, 200],
    ],
  );

  const suppression = {
    principal: owner.oid,
    kinds: ['after-hours'],
    reason: 'to see who may suppress it',
    until: at(24),
  };
  await tried(
    'keep anomalies of somebody from being told',
    ['/api/anomaly-suppressions', suppression],
    [
      [owner, 403],
      [application, 403],
      [other, 201],
    ],
  );

  const grant = {
    objectId: owner.oid.toUpperCase(),
    startsAt: at(0),
    endsAt: at(24),
    reference: 'AUD-2',
  };
  await tried(
    'let someone act as Auditor',
    ['/api/auditor-grants', grant],
    [
      [owner, 403],
      [application, 403],
      [other, 201],
    ],
  );
  return given;
}
