import { createHash } from 'node:crypto';
import { describeError } from '../../platform/telemetry/index.ts';
import type { Catalogue, Crosswalk } from '../../rules/controls/index.ts';
import { compilePolicy } from '../../rules/policy/index.ts';
import type { AliasTable, Policy, Verdict } from '../../rules/policy/index.ts';
import type { Member } from './initiative-members.ts';
import type { Document } from './types.ts';

export interface Compiling {
  readonly catalogue: Pick<Catalogue, 'types'>;
  readonly crosswalk: Crosswalk;
  /** Compiled definitions by content: once per definition version and parameters. */
  readonly cache: Map<string, Policy>;
}

export interface WithAliases extends Compiling {
  readonly aliases: AliasTable;
  /** Differs where the aliases do. */
  readonly aliasKey: string;
}

/** The policy of a definition with its parameters, or why there is none. */
export function compileDefinition(
  document: Exclude<Document, { trouble: string }>,
  member: Member,
  effect: string | undefined,
  { aliases, aliasKey, cache, catalogue }: WithAliases,
): { readonly policy: Policy; readonly version: string } | string {
  const content = JSON.stringify([document.json, member.parameters, effect ?? null]);
  const hash = createHash('sha256').update(content).digest('hex');
  const version = `${document.version || '0'}+${hash.slice(0, 8)}`;
  const key = `${hash}|${aliasKey}`;
  const known = cache.get(key);
  if (known) return { policy: known, version };
  try {
    const policy = compilePolicy(effect === undefined ? document.json : withEffect(document.json, effect), {
      aliases,
      parameters: member.parameters,
      name: member.definitionId,
      indexed: (type) => catalogue.types.get(type)?.indexed,
    });
    cache.set(key, policy);
    return { policy, version };
  } catch (error) {
    return `the definition cannot be compiled: ${describeError(error)}`;
  }
}

/** A definition whose rule has another effect. */
function withEffect(json: Readonly<Record<string, unknown>>, effect: string): unknown {
  const { properties } = json as { properties: { policyRule: { then: object } } };
  const { policyRule } = properties;
  return {
    ...json,
    properties: { ...properties, policyRule: { ...policyRule, then: { ...policyRule.then, effect } } },
  };
}

/** Stands in for a policy that cannot be evaluated: Unknown, with the reason, wherever it could apply. */
export function notEvaluated(name: string, reason: string, resourceTypes?: readonly string[]): Policy {
  const verdict: Verdict = { state: 'Unknown', reason, fields: [] };
  return {
    name,
    displayName: name,
    version: '0',
    mode: 'Indexed',
    effect: 'audit',
    metadata: {},
    resourceTypes,
    relatedTypes: [],
    needs: { resourceGroup: false, subscription: false },
    evaluate: () => verdict,
    decide: () => ({ effect: null, unknown: reason }),
    plan: () => [],
    values: () => ({}),
  };
}
