import { globSync, readFileSync } from 'node:fs';
import { startTestAzure } from '@phiwatch/azure-simulator/testing';
import role from '../../../infra/remediation-role.json' with { type: 'json' };
import { systemClock } from '../../../src/base/clock.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { cataloguePolicies } from '../../../src/monitoring/evaluation/index.ts';
import {
  createAzureReader,
  createAzureWriter,
  createWriteChecks,
} from '../../../src/platform/azure-clients/index.ts';
import { applyPlan, considerPlan } from '../../../src/response/remediation/index.ts';
import type { RemediationDecision, RemediationPorts } from '../../../src/response/remediation/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { MemoryWrites } from '../../support/fake-answers.ts';
import { memoryRecords, MemoryRecords } from '../../support/memory-records.ts';

export const subscription = '/subscriptions/00000000-0000-0000-0000-000000000000';

/** Object ids of who evaluates and of who writes. */
const identities = {
  reader: '11111111-0000-4000-a000-00000000000a',
  writer: '11111111-0000-4000-a000-00000000000b',
};

export const writerClient = '22222222-0000-4000-a000-00000000000b';

interface Case {
  readonly state: string;
  readonly resource: Resource & { readonly id: string };
  readonly related?: readonly (Resource & { readonly name: string })[];
}

const catalogue = loadCatalogue();

/** The policies of the catalogue that have a remedy. */
export const remediable = [...catalogue.policies.values()].filter(({ remedy }) => remedy !== undefined);

/** A resource that does not comply with a policy of the catalogue, and what lies under it, in a group of its own. @param type of one type alone */
export function failingCase(policy: string, type?: string): readonly (Resource & { readonly id: string })[] {
  const [file = ''] = globSync(`controls/policies/*/${policy}/cases.json`);
  const text = readFileSync(file, 'utf8').replaceAll(
    /\/resourceGroups\/[^/"]+/g,
    `/resourceGroups/${policy}${type?.endsWith('/slots') ? '-slot' : ''}`,
  );
  const all = JSON.parse(text) as readonly Case[];
  const { resource, related = [] } = all.find(
    (each) =>
      each.state === 'NonCompliant' &&
      (type === undefined || each.resource.type.toLowerCase() === type) &&
      !wideRange.test(JSON.stringify(each)),
  )!;
  return [
    reachable(resource),
    ...related.map((each) => ({
      ...each,
      id: each.id ?? `${resource.id}/${each.type.split('/').at(-1)}/${each.name}`,
    })),
  ];
}

/** A rule for a range of addresses so wide that no fix is planned beside it. */
const wideRange = /"value":"[^"]*\/[0-6]"/;

const endpointTypes = /\/(databaseAccounts|servers|flexibleServers|storageAccounts|vaults)$/;

/** The resource with a private endpoint, where it can have one: a fix that cuts off requires one. */
function reachable<T extends Resource>(resource: T): T {
  if (!endpointTypes.test(resource.type)) return resource;
  const approved = { privateLinkServiceConnectionState: { status: 'Approved' } };
  const privateEndpointConnections = [{ properties: approved }];
  return {
    ...resource,
    properties: { ...(resource['properties'] as object), privateEndpointConnections },
  };
}

interface Given {
  /** What the identity that writes may do; default: what the role of infra/ has. */
  readonly actions?: readonly string[];
  /** The client that the token of the identity that writes is of. */
  readonly client?: string;
}

/** A simulated Azure with some resources, and the writes of the catalogue over the real clients. */
export async function startWrites(resources: readonly Resource[], given: Given = {}) {
  const { actions = role.Actions, client = writerClient } = given;
  const groups = new Set(resources.map(({ id = '' }) => id.split('/').slice(0, 5).join('/')));
  const azure = await startTestAzure({
    resources: [
      { id: subscription, name: subscription.split('/')[2]!, type: 'Microsoft.Resources/subscriptions' },
      ...Array.from(groups, (id) => ({
        id,
        name: id.split('/')[4]!,
        type: 'Microsoft.Resources/subscriptions/resourceGroups',
      })),
      ...resources,
    ],
    roles: [
      { principal: identities.reader, scope: subscription, actions: ['*/read'] },
      { principal: identities.writer, scope: subscription, actions },
    ],
  });
  const connection = (identity: { readonly oid: string; readonly appid?: string }) => ({
    endpoint: azure.armUrl,
    scope: 'https://management.azure.com/.default',
    now: () => new Date(),
    credential: {
      getToken: async () => {
        const resource = 'https://management.azure.com';
        const { token } = await azure.simulation.tokens.issue({ ...identity, resource });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
  });
  const { types } = catalogue;
  const writing = connection({ oid: identities.writer, appid: client });
  let ids = 0;
  const ports: RemediationPorts = {
    policies: cataloguePolicies(catalogue),
    catalogue,
    reader: createAzureReader({ ...connection({ oid: identities.reader }), types }),
    writer: createAzureWriter({ ...writing, types }),
    checks: createWriteChecks({ ...writing, types }),
    identity: writerClient,
    writes: new MemoryWrites(),
    modes: new MemoryRecords(),
    killSwitches: new MemoryRecords(),
    announcedChanges: memoryRecords().announcedChanges,
    settings: { optOutTag: 'phiwatch-remediation', freezes: [] },
    own: [],
    clock: { ...systemClock, now: () => new Date() },
    newId: () => `id-${(ids += 1)}`,
  };
  /** Applies the remedy of a policy to a resource, as people have approved it. */
  const apply = async (
    policy: string,
    resourceId: string,
    by: RemediationDecision['by'] = ['ada', 'ben'],
  ) => {
    const drift = driftOf(resourceId, 1, { policy, from: 'Compliant', to: 'NonCompliant' });
    const considered = await considerPlan(drift, (id) => ports.reader.get(id), ports);
    if (considered.kind !== 'plan') throw new Error(considered.why);
    const { plan } = considered;
    const decided: RemediationDecision = {
      id: `of-${policy}-${resourceId.split('/').at(-2)}`,
      kind: 'apply',
      plan,
      by,
    };
    return applyPlan(decided, drift, ports);
  };
  /** The writes that reached Azure, whatever it said to them. */
  const sent = () =>
    azure.simulation.log.filter(
      ({ method, oid }) => oid === identities.writer && /^(PUT|PATCH)$/.test(method),
    );
  return { azure, ports, apply, sent };
}
