import { PolicyClient } from '@azure/arm-policy';
import type { PolicyAssignment as Assigned } from '@azure/arm-policy';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { ArmCaller } from './arm-caller.ts';
import { createArmClient } from './arm-client.ts';
import type { ArmClient } from './arm-client.ts';
import { attempt, classifyAnswer, isJsonObject } from './classify-answer.ts';
import type { Attempt } from '../azure/index.ts';
import { pagesOf } from './pages.ts';
import { createDocuments } from './policy-documents.ts';
import type { PolicyAssignment, PolicyExemption, PolicyReader } from '../azure/index.ts';

interface PolicyReaderOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly now: () => Date;
  /** Keeps calls within the budgets of all others. */
  readonly throttling?: PipelinePolicy;
}

/** `@azure/arm-policy` has neither exemptions nor the provider list; these are read plainly. */
const apiVersions = { exemptions: '2022-07-01-preview', providers: '2021-04-01' } as const;

const mostPages = 200;

/** The provider list with all aliases has some 30 MB. */
const timeoutSeconds = 120;

/** Reads assignments, initiatives, definitions, exemptions and aliases. It only ever sends GET. */
export function createPolicyReader(options: PolicyReaderOptions): PolicyReader {
  const { endpoint, credential, scope, now, throttling } = options;
  const clientFor = (subscriptionId: string) =>
    new PolicyClient(credential, subscriptionId, {
      endpoint,
      credentials: { scopes: [scope] },
      retryOptions: { maxRetries: 2 },
      ...(throttling && { additionalPolicies: [{ policy: throttling, position: 'perCall' }] }),
    });
  const plain = createArmClient({
    endpoint,
    credential,
    scope,
    timeoutSeconds,
    now,
    elapsed: () => performance.now(),
    ...(throttling && { throttling }),
  });
  const documents = createDocuments(clientFor, now);

  return {
    assignments: (subscriptionId) =>
      attempt(now, async () => {
        const found: PolicyAssignment[] = [];
        for await (const each of clientFor(subscriptionId).policyAssignments.list())
          found.push(assignmentOf(each));
        return found;
      }),

    exemptions: (subscriptionId) =>
      listed(
        plain,
        `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/policyExemptions`,
        exemptionOf,
        now,
        apiVersions.exemptions,
      ),

    document: documents,

    async providers(subscriptionId) {
      const path = `/subscriptions/${subscriptionId}/providers`;
      const query = { $expand: 'resourceTypes/aliases' };
      return listed(plain, path, (item) => item, now, apiVersions.providers, query);
    },
  };
}

/** All items of a collection, or why they cannot be said: a part is never taken for the whole. */
async function listed<T>(
  client: ArmClient,
  path: string,
  toItem: (item: unknown) => T,
  now: () => Date,
  apiVersion: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Attempt<readonly T[]>> {
  const send = async (url: URL) => classifyAnswer(await client.get(url));
  const caller: ArmCaller = {
    get: (to) => {
      const url = client.url(to, apiVersion);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return send(url);
    },
    follow: async (link) => {
      const url = URL.parse(link);
      if (url?.origin === client.origin) return send(url);
      return {
        kind: 'failed',
        startedAt: now().toISOString(),
        reason: 'the next page is on another host',
      };
    },
  };
  const items: T[] = [];
  let startedAt = now().toISOString();
  for await (const page of pagesOf(caller, path, '', mostPages)) {
    if (page.kind !== 'items') return page;
    if (items.length === 0) ({ startedAt } = page);
    items.push(...page.items.map(toItem));
  }
  return { kind: 'read', startedAt, value: items };
}

function assignmentOf(assigned: Assigned): PolicyAssignment {
  const { id = '', displayName, instanceId, definitionVersion } = assigned;
  return {
    id,
    ...(instanceId && { instanceId }),
    ...(displayName && { displayName }),
    ...(definitionVersion && { definitionVersion }),
    scope: assigned.scope ?? scopeOfId(id),
    notScopes: assigned.notScopes ?? [],
    definitionId: assigned.policyDefinitionId ?? '',
    parameters: { ...assigned.parameters },
    overrides: (assigned.overrides ?? []).map(({ kind, value, selectors = [] }) => ({
      ...(kind && { kind }),
      ...(value && { value }),
      selectors: selectors.map(selectorOf),
    })),
    resourceSelectors: (assigned.resourceSelectors ?? []).map(({ selectors = [] }) => ({
      selectors: selectors.map(selectorOf),
    })),
  };
}

function selectorOf(selector: { kind?: string; in?: string[]; notIn?: string[] }) {
  return {
    ...(selector.kind && { kind: selector.kind }),
    ...(selector.in && { in: selector.in }),
    ...(selector.notIn && { notIn: selector.notIn }),
  };
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure */
function exemptionOf(item: unknown): PolicyExemption {
  const { id, properties } = isJsonObject(item) ? item : {};
  const given = isJsonObject(properties) ? properties : {};
  const references = given['policyDefinitionReferenceIds'];
  const selectors = given['resourceSelectors'];
  const expiresOn = given['expiresOn'];
  return {
    id: text(id),
    scope: scopeOfId(text(id)),
    assignmentId: text(given['policyAssignmentId']),
    referenceIds: Array.isArray(references) ? references.map(String) : [],
    category: text(given['exemptionCategory']),
    ...(typeof expiresOn === 'string' && { expiresOn }),
    selective: Array.isArray(selectors) && selectors.length > 0,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Returns the scope that an assignment or exemption is given to: its id up to its own provider. */
function scopeOfId(id: string): string {
  return id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/')));
}
