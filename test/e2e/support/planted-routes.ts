import { randomUUID } from 'node:crypto';
import { subscriptionId } from '@phiwatch/sample-hospital';
import type { ApiDescription, JsonSchema, Operation } from './planted.ts';

export interface Route extends Operation {
  readonly method: string;
  readonly path: string;
  readonly schema?: JsonSchema;
}

export function routesOf({ paths }: ApiDescription): readonly Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      return { ...operation, method: method.toUpperCase(), path, ...(schema && { schema }) };
    }),
  );
}

/** What members of a valid body hold, by their names. */
export const validValues = (now: number): Readonly<Record<string, unknown>> => {
  const after = (days: number): string => new Date(now + days * 86_400_000).toISOString();
  return {
    scope: `/subscriptions/${subscriptionId}/resourceGroups/rg-none`,
    resourceGroup: `/subscriptions/${subscriptionId}/resourceGroups/rg-none`,
    control: '164.308(a)(3)(ii)(C)',
    policies: ['storage-requires-tls-1-2'],
    policy: 'storage-requires-tls-1-2',
    kind: 'vendor',
    mode: 'observe',
    record: 'decisions',
    id: 'none',
    field: 'why',
    evidence: 'https://documents.example/one',
    document: 'https://documents.example/one',
    owner: randomUUID(),
    objectId: randomUUID(),
    reference: 'AUD-17',
    principal: 'engine',
    organization: 'north',
    timeZone: 'UTC',
    digest: '0'.repeat(64),
    planHash: '0'.repeat(64),
    date: after(-1),
    validFrom: after(-1),
    periodFrom: after(-200),
    periodTo: after(-20),
    bridgeLetterUntil: after(-2),
    knownAt: after(-1),
    toldAt: after(-1),
    recordedAt: after(-1),
    startedAt: after(-1),
    endedAt: after(-0.9),
    dueAt: after(10),
    person: randomUUID(),
    participants: ['on call', 'head nurse'].map((role) => ({ person: randomUUID(), role })),
    startsAt: after(0),
    from: after(0.1),
    until: after(0.2),
    endsAt: after(10),
    expiresAt: after(30),
    name: 'engine',
    time: '06:00',
    currency: 'USD',
    resourceId: drillable('ehr'),
    container: 'drill',
    blob: 'canary.txt',
    sha256: '0'.repeat(64),
    database: 'ehr',
    approvers: [randomUUID()],
    day: after(-2).slice(0, 10),
    statedOn: after(-1).slice(0, 10),
    sentOn: after(-1).slice(0, 10),
  };
};

/** The path of a route with its parameters, one of them another where it is planted. */
export function addressOf(
  { path }: Route,
  ids: ReadonlyMap<string, string>,
  planted: Readonly<Record<string, string>> = {},
): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const others: Record<string, string> = { subscriptionId, quarter: '2026-Q1', file: 'page.js' };
    const collection = path.slice(0, path.indexOf('/{'));
    return encodeURIComponent(planted[name] ?? others[name] ?? ids.get(collection) ?? randomUUID());
  });
}

/** A resource that a plan of drills may name. */
function drillable(name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/rg-none/providers/Microsoft.Sql/servers/s/databases/${name}`;
}

/** Members of such a plan that name resources. */
const ofPlan =
  /\.(?:resourceId|sqlServer|keyVault|postgresqlSubnet|postgresqlDnsZone|stagingAccount|diskAccess|tablesAccount)$/;

/** The text within what the member has to be like: an id of a resource, an address of a document. */
export function withinForm(field: string, text: string): string {
  const name = field.replace(/\.0$/, '');
  if (ofPlan.test(field)) return drillable(text);
  if (name === 'scope' || name === 'resources' || name === 'resourceGroup')
    return `/subscriptions/${subscriptionId}/resourceGroups/rg-none/providers/a/b/${text}`;
  return name === 'evidence' || name === 'document'
    ? `https://documents.example/${encodeURIComponent(text)}`
    : text;
}
