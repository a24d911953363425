import { child, etag, guid, idOf, tracked } from './resource.ts';
import type { Json, Place, Resource } from './resource.ts';

const type = 'Microsoft.Network/networkSecurityGroups';

/** A security rule in short: `direction access protocol source -> port`. */
interface Rule {
  readonly name: string;
  readonly source?: string;
  readonly sources?: readonly string[];
  readonly port?: string;
  readonly ports?: readonly string[];
  readonly access?: 'Allow' | 'Deny';
}

function ruleProperties(rule: Rule, priority: number): Json {
  return {
    provisioningState: 'Succeeded',
    protocol: 'Tcp',
    sourcePortRange: '*',
    ...(rule.ports ? {} : { destinationPortRange: rule.port ?? '443' }),
    ...(rule.sources ? {} : { sourceAddressPrefix: rule.source ?? 'VirtualNetwork' }),
    destinationAddressPrefix: '*',
    access: rule.access ?? 'Allow',
    priority,
    direction: 'Inbound',
    sourcePortRanges: [],
    destinationPortRanges: rule.ports ?? [],
    sourceAddressPrefixes: rule.sources ?? [],
    destinationAddressPrefixes: [],
  };
}

const defaultRules = [
  {
    name: 'AllowVnetInBound',
    priority: 65000,
    access: 'Allow',
    direction: 'Inbound',
    from: 'VirtualNetwork',
    to: 'VirtualNetwork',
  },
  {
    name: 'AllowAzureLoadBalancerInBound',
    priority: 65001,
    access: 'Allow',
    direction: 'Inbound',
    from: 'AzureLoadBalancer',
    to: '*',
  },
  { name: 'DenyAllInBound', priority: 65500, access: 'Deny', direction: 'Inbound', from: '*', to: '*' },
  {
    name: 'AllowVnetOutBound',
    priority: 65000,
    access: 'Allow',
    direction: 'Outbound',
    from: 'VirtualNetwork',
    to: 'VirtualNetwork',
  },
  {
    name: 'AllowInternetOutBound',
    priority: 65001,
    access: 'Allow',
    direction: 'Outbound',
    from: '*',
    to: 'Internet',
  },
  { name: 'DenyAllOutBound', priority: 65500, access: 'Deny', direction: 'Outbound', from: '*', to: '*' },
];

/** A network security group with its rules, both embedded and as resources of their own. */
export function networkSecurityGroup(group: Place, name: string, rules: readonly Rule[]): Resource[] {
  const id = idOf(group, type, name);
  const tag = etag(id);
  const embedded = rules.map((rule, index) => ({
    name: rule.name,
    id: `${id}/securityRules/${rule.name}`,
    etag: tag,
    type: `${type}/securityRules`,
    properties: ruleProperties(rule, 100 + 10 * index),
  }));
  const resource = tracked(group, type, name, {
    etag: tag,
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: guid(id),
      securityRules: embedded,
      defaultSecurityRules: defaultRules.map(({ name: ruleName, from, to, ...rest }) => ({
        name: ruleName,
        id: `${id}/defaultSecurityRules/${ruleName}`,
        etag: tag,
        type: `${type}/defaultSecurityRules`,
        properties: {
          provisioningState: 'Succeeded',
          protocol: '*',
          sourcePortRange: '*',
          destinationPortRange: '*',
          sourceAddressPrefix: from,
          destinationAddressPrefix: to,
          sourcePortRanges: [],
          destinationPortRanges: [],
          sourceAddressPrefixes: [],
          destinationAddressPrefixes: [],
          ...rest,
        },
      })),
    },
  });
  return [
    resource,
    ...embedded.map((rule) =>
      child(resource, 'securityRules', rule.name, { etag: tag, properties: rule.properties }),
    ),
  ];
}

/** The security groups of the hospital's networks, the group first and then its rules. */
export function securityGroups(): Resource[][] {
  return [
    networkSecurityGroup('shared', 'nsg-lakeside-apps', [{ name: 'AllowHttps', source: 'Internet' }]),
    networkSecurityGroup('shared', 'nsg-lakeside-data', [
      { name: 'AllowSql', port: '1433' },
      { name: 'DenyInternet', source: 'Internet', port: '*', access: 'Deny' },
    ]),
    networkSecurityGroup('shared', 'nsg-lakeside-imaging', [
      { name: 'AllowDicom', port: '11112' },
      { name: 'AllowModalities', sources: ['10.20.0.0/16', '10.21.0.0/16'], ports: ['104', '11112'] },
    ]),
    networkSecurityGroup('shared', 'nsg-lakeside-endpoints', []),
    // A vendor's remote desktop, opened once and never closed.
    networkSecurityGroup('imaging', 'nsg-lakeside-vendor', [
      { name: 'AllowVendor', source: '*', port: '3389' },
    ]),
    networkSecurityGroup('clinical', 'nsg-lakeside-interfaces', [
      { name: 'AllowTransfer', source: 'Internet', ports: ['22', '2575'] },
    ]),
  ];
}
