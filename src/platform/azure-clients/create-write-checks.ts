import { PolicyInsightsClient } from '@azure/arm-policyinsights';
import type { PolicyEvaluationResult } from '@azure/arm-policyinsights';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { decodeJwt } from 'jose';
import { parseResourceId } from '../../model/index.ts';
import type { Attempt, DenyingPolicy, PermissionSet, TokenIdentity, WriteChecks } from '../azure/index.ts';
import type { ResourceType } from '../../rules/controls/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import { createArmClient } from './arm-client.ts';
import { attempt, classifyAnswer, isJsonObject } from './classify-answer.ts';
import { pagesOf } from './pages.ts';
import { usedVersion } from './used-version.ts';

interface WriteChecksOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  /** The credential of the identity that writes. */
  readonly credential: TokenCredential;
  readonly scope: string;
  /** The resource types by lower-case name. */
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly now: () => Date;
  /** Keeps the calls within the budgets of the writes. */
  readonly throttling?: PipelinePolicy;
}

/** https://learn.microsoft.com/rest/api/authorization/permissions */
const permissionsVersion = '2022-04-01';

const mostPages = 20;

const timeoutSeconds = 30;

export function createWriteChecks(options: WriteChecksOptions): WriteChecks {
  const { endpoint, credential, scope, types, now, throttling } = options;
  const client = createArmClient({ ...options, timeoutSeconds, elapsed: () => performance.now() });
  const send = async (url: URL) => classifyAnswer(await client.get(url));
  const caller: ArmCaller = {
    get: (path) => send(client.url(path, permissionsVersion)),
    follow: async (link) => {
      const url = URL.parse(link);
      if (url?.origin === client.origin) return send(url);
      return { kind: 'failed', startedAt: now().toISOString(), reason: 'the next page is on another host' };
    },
  };
  const policies = (subscriptionId: string) =>
    new PolicyInsightsClient(credential, subscriptionId, {
      endpoint,
      credentialScopes: scope,
      retryOptions: { maxRetries: 0 },
      ...(throttling && { additionalPolicies: [{ policy: throttling, position: 'perCall' }] }),
    }).policyRestrictions;
  let known: Attempt<TokenIdentity> | undefined;

  return {
    async permissions(at) {
      const found: PermissionSet[] = [];
      let startedAt = now().toISOString();
      const pages = pagesOf(caller, `${at}/providers/Microsoft.Authorization/permissions`, '', mostPages);
      for await (const page of pages) {
        if (page.kind !== 'items') return page;
        if (found.length === 0) ({ startedAt } = page);
        found.push(...page.items.map(grantOf));
      }
      return { kind: 'read', startedAt, value: found };
    },

    denials: ({ id, ...content }) =>
      attempt(now, async () => {
        const { subscriptionId = '', resourceGroup, parentId } = parseResourceId(id) ?? {};
        const { apiVersion } = usedVersion(types, content.type);
        const request = {
          resourceDetails: {
            resourceContent: content,
            ...(apiVersion !== undefined && { apiVersion }),
            ...(parentId !== undefined && { scope: parentId }),
          },
        };
        const restrictions = policies(subscriptionId);
        const { contentEvaluationResult } =
          resourceGroup === undefined
            ? await restrictions.checkAtSubscriptionScope(request)
            : await restrictions.checkAtResourceGroupScope(resourceGroup, request);
        return (contentEvaluationResult?.policyEvaluations ?? []).flatMap(denialOf);
      }),

    async identity() {
      if (known) return known;
      const startedAt = now().toISOString();
      const read = await attempt(now, async () => identityIn((await credential.getToken(scope))?.token));
      if (read.kind !== 'read') return { kind: 'failed', startedAt, reason: 'no token' };
      known = read;
      return read;
    },
  };
}

/** A part that is absent grants nothing; it may take nothing away either, so what is no list is not taken for one. */
function grantOf(item: unknown): PermissionSet {
  const { actions, notActions } = isJsonObject(item) ? item : {};
  return { actions: textsIn(actions), notActions: textsIn(notActions) };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Policies that only audit or change the request stop nothing. */
function denialOf({ policyInfo, evaluationResult, effectDetails }: PolicyEvaluationResult): DenyingPolicy[] {
  if (effectDetails?.policyEffect?.toLowerCase() !== 'deny') return [];
  const referenceId = policyInfo?.policyDefinitionReferenceId;
  return [
    {
      assignmentId: policyInfo?.policyAssignmentId ?? '',
      definitionId: policyInfo?.policyDefinitionId ?? '',
      ...(referenceId && { referenceId }),
      result: evaluationResult ?? 'NonCompliant',
    },
  ];
}

/** The claims alone are kept: the token goes nowhere. `azp` is in tokens of version 2.0. */
function identityIn(token: string | undefined): TokenIdentity {
  const { appid, azp, oid } = decodeJwt<Partial<Record<'appid' | 'azp' | 'oid', string>>>(token ?? '');
  return { clientId: appid ?? azp ?? '', objectId: oid ?? '' };
}
