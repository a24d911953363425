import type { Catalogue } from './types.ts';

/** A template of Azure Resource Manager. */
export interface ArmTemplate {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly resources: readonly Readonly<Record<string, unknown>>[];
}

interface Definition {
  readonly properties: Readonly<Record<string, unknown>> & { readonly metadata: object };
}

const definitionType = 'Microsoft.Authorization/policyDefinitions';
const apiVersion = '2023-04-01';

/** Members of our metadata that Azure has no use for. */
const ours = new Set(['remediation', 'answers', 'facts', 'failure', 'related', 'ownRule']);

/**
 * The policies as definitions of Azure Policy and one initiative, in a template for a subscription: what detects a finding can then prevent it too. Every
 * effect is as it stands in the policy, an audit unless somebody assigns it otherwise, and no parameter is mandatory.
 * https://learn.microsoft.com/azure/governance/policy/concepts/initiative-definition-structure
 */
export function policyPack(catalogue: Pick<Catalogue, 'policies' | 'controls' | 'definition'>): ArmTemplate {
  const { policies, controls, definition } = catalogue;
  const cited = new Set(policies.flatMap((policy) => policy.controls));
  const definitions = policies.map(({ name }) => {
    const { properties } = definition(name) as Definition;
    const metadata = Object.entries(properties.metadata).filter(([member]) => !ours.has(member));
    return {
      type: definitionType,
      apiVersion,
      name,
      properties: escaped({
        ...properties,
        policyType: 'Custom',
        metadata: { ...Object.fromEntries(metadata), source: 'phiwatch' },
      }),
    };
  });
  const initiative = {
    type: 'Microsoft.Authorization/policySetDefinitions',
    apiVersion,
    name: 'phiwatch',
    dependsOn: policies.map(({ name }) => idOf(name)),
    properties: {
      displayName: 'phiwatch: settings that the HIPAA Security Rule is about',
      description:
        'Facts about settings, by the safeguards that they count for. That all are compliant is no finding of compliance with HIPAA.',
      policyType: 'Custom',
      metadata: { category: 'Regulatory Compliance', source: 'phiwatch' },
      policyDefinitionGroups: controls
        .filter(({ id }) => cited.has(id))
        .map(({ id, title }) => ({ name: id, displayName: `${id} ${title}`.slice(0, 128) })),
      policyDefinitions: policies.map((policy) => ({
        policyDefinitionId: idOf(policy.name),
        policyDefinitionReferenceId: policy.name,
        groupNames: policy.controls,
      })),
    },
  };
  return {
    $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [...definitions, initiative],
  };
}

function idOf(name: string): string {
  return `[subscriptionResourceId('${definitionType}', '${name}')]`;
}

/** Texts that begin with a bracket are expressions of the policy, not of the template that holds it. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('[') ? `[${value}` : value;
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, escaped(inner)]));
}
