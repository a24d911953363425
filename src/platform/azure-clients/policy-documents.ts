import type { PolicyClient } from '@azure/arm-policy';
import { attempt } from './classify-answer.ts';
import type { Attempt } from '../azure/index.ts';
import type { PolicyDocument } from '../azure/index.ts';

/** The place where a definition is kept, as its id says. */
interface Address {
  readonly kind: 'policyDefinitions' | 'policySetDefinitions';
  readonly name: string;
  readonly managementGroup?: string;
  readonly subscriptionId?: string;
}

/** The fields that definitions and initiatives, and their versions, have in common. */
interface Model {
  readonly id?: string;
  readonly name?: string;
  readonly policyType?: string;
  readonly version?: string;
  readonly metadata?: unknown;
}

type Clients = (subscriptionId: string) => PolicyClient;

/** Reads definitions and initiatives by id, each in the newest version that fits a pattern. */
export function createDocuments(clientFor: Clients, now: () => Date) {
  return async (id: string, pattern?: string): Promise<Attempt<PolicyDocument>> => {
    const address = addressOf(id);
    if (!address)
      return {
        kind: 'malformed',
        startedAt: now().toISOString(),
        reason: 'it is the id of no policy definition',
      };
    const found = await attempt(now, async () => {
      const client = clientFor(address.subscriptionId ?? nobody);
      const latest = documentOf(id, await read(client, address));
      if (fits(latest.version, pattern)) return { latest, newest: latest };
      let newest: PolicyDocument | undefined;
      for await (const model of versions(client, address)) {
        const document = documentOf(id, model);
        if (fits(document.version, pattern) && isNewer(document.version, newest?.version)) newest = document;
      }
      return { latest, newest };
    });
    if (found.kind !== 'read') return found;
    const { startedAt, value } = found;
    if (value.newest) return { kind: 'read', startedAt, value: value.newest };
    const reason = `no version fits ${pattern}; the latest is ${value.latest.version}`;
    return { kind: 'malformed', startedAt, reason };
  };
}

/** Built-in definitions and those of a management group lie in no subscription; the client wants one all the same. */
const nobody = '00000000-0000-0000-0000-000000000000';

function addressOf(id: string): Address | undefined {
  const found =
    /^(?:\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)|\/subscriptions\/([^/]+)|)\/providers\/Microsoft\.Authorization\/policy(Set)?Definitions\/([^/]+)$/i.exec(
      id,
    );
  if (!found?.[4]) return undefined;
  const [, managementGroup, subscriptionId, set, name] = found;
  return {
    kind: set ? 'policySetDefinitions' : 'policyDefinitions',
    name,
    ...(managementGroup && { managementGroup }),
    ...(subscriptionId && { subscriptionId }),
  };
}

function read(
  client: PolicyClient,
  { kind, name, managementGroup, subscriptionId }: Address,
): Promise<Model> {
  if (managementGroup) return client[kind].getAtManagementGroup(managementGroup, name);
  return subscriptionId ? client[kind].get(name) : client[kind].getBuiltIn(name);
}

function versions(
  client: PolicyClient,
  { kind, name, managementGroup, subscriptionId }: Address,
): AsyncIterable<Model> {
  const operations =
    kind === 'policyDefinitions' ? client.policyDefinitionVersions : client.policySetDefinitionVersions;
  if (managementGroup) return operations.listByManagementGroup(managementGroup, name);
  return subscriptionId ? operations.list(name) : operations.listBuiltIn(name);
}

function documentOf(id: string, model: Model): PolicyDocument {
  const { id: _id, name, policyType = '', ...properties } = model;
  const { metadata } = model;
  const stated = typeof metadata === 'object' && metadata !== null && 'version' in metadata;
  const version = model.version ?? (stated ? String(metadata.version) : '');
  return {
    id,
    builtIn: policyType !== 'Custom',
    version,
    // Of a version the name is its number: the definition goes by the end of its id.
    json: { name: id.split('/').at(-1) ?? name, properties: { ...properties, version } },
  };
}

/**
 * Whether a version is of a pattern (`1.*.*`, `3.1.*-preview`). A definition without a version has but one.
 * https://learn.microsoft.com/azure/governance/policy/concepts/initiative-definition-structure#policy-definitions
 */
function fits(version: string, pattern: string | undefined): boolean {
  if (!pattern || version === '') return true;
  const [numbers = '', suffix = ''] = split(version);
  const [wanted = '', wantedSuffix = ''] = split(pattern);
  if (suffix.toLowerCase() !== wantedSuffix.toLowerCase()) return false;
  const given = numbers.split('.');
  return wanted.split('.').every((part, index) => part === '*' || part === given[index]);
}

function isNewer(version: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  const [a, b] = [split(version)[0] ?? '', split(other)[0] ?? ''].map((text) => text.split('.').map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== b?.[index]);
  return at >= 0 && (a?.[at] ?? 0) > (b?.[at] ?? 0);
}

function split(version: string): readonly string[] {
  const dash = version.indexOf('-');
  return dash < 0 ? [version] : [version.slice(0, dash), version.slice(dash + 1)];
}
