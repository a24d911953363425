import type { Resource } from '../src/model/index.ts';

/**
 * The catalogue's policies for four types, written by hand as one expression each: the least that evaluating them can cost
 * in JavaScript, with none of the engine's care for case, absent members, Unknown or explanation. True: compliant.
 */
interface Shape {
  readonly type: string;
  readonly kind?: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties: Properties;
}

interface Properties {
  readonly supportsHttpsTrafficOnly?: boolean;
  readonly minimumTlsVersion?: string;
  readonly allowBlobPublicAccess?: boolean;
  readonly allowSharedKeyAccess?: boolean;
  readonly publicNetworkAccess?: string;
  readonly minimalTlsVersion?: string;
  readonly enablePurgeProtection?: boolean;
  readonly enableSoftDelete?: boolean;
  readonly enableRbacAuthorization?: boolean;
  readonly isHnsEnabled?: boolean;
  readonly encryption?: { readonly keySource?: string };
  readonly networkAcls?: {
    readonly defaultAction?: string;
    readonly ipRules?: readonly { readonly value: string }[];
  };
  readonly securityRules?: readonly { readonly properties: SecurityRule }[];
  readonly isVersioningEnabled?: boolean;
  readonly deleteRetentionPolicy?: Retention;
  readonly containerDeleteRetentionPolicy?: Retention;
  readonly state?: string;
  readonly isAzureMonitorTargetEnabled?: boolean;
  readonly storageEndpoint?: string;
  readonly azureADOnlyAuthentication?: boolean;
  readonly workspaceId?: string;
  readonly storageAccountId?: string;
  readonly eventHubAuthorizationRuleId?: string;
  readonly logs?: readonly {
    readonly enabled?: boolean;
    readonly category?: string;
    readonly categoryGroup?: string;
  }[];
}

interface Retention {
  readonly enabled?: boolean;
  readonly days?: number;
}

interface SecurityRule {
  readonly direction: string;
  readonly access: string;
  readonly protocol: string;
  readonly sourceAddressPrefix?: string;
  readonly sourceAddressPrefixes?: readonly string[];
  readonly destinationPortRange?: string;
  readonly destinationPortRanges?: readonly string[];
}

type Check = (resource: Shape, related: readonly Shape[]) => boolean;

const REGIONS = new Set([
  'global',
  'unitedstates',
  'eastus',
  'eastus2',
  'centralus',
  'northcentralus',
  'southcentralus',
  'westcentralus',
  'westus',
  'westus2',
  'westus3',
]);

const isWide = (range: string): boolean =>
  range === '*' || range === 'Any' || range === 'Internet' || /\/[0-6]$/.test(range);

const includesPort = (range: string, port: number): boolean => {
  const dash = range.indexOf('-');
  if (dash < 0) return range === '*' || range === String(port);
  return Number(range.slice(0, dash)) <= port && port <= Number(range.slice(dash + 1));
};

const isFromInternet = (rule: SecurityRule): boolean =>
  rule.direction === 'Inbound' &&
  rule.access === 'Allow' &&
  (rule.protocol === 'Tcp' || rule.protocol === 'Udp' || rule.protocol === '*') &&
  ((rule.sourceAddressPrefix !== undefined && isWide(rule.sourceAddressPrefix)) ||
    (rule.sourceAddressPrefixes?.some(isWide) ?? false));

const portsOf = (rule: SecurityRule): readonly string[] =>
  rule.destinationPortRange ? [rule.destinationPortRange] : (rule.destinationPortRanges ?? []);

const closesPort =
  (port: number): Check =>
  (nsg) =>
    !(nsg.properties.securityRules ?? []).some(
      ({ properties }) =>
        isFromInternet(properties) && portsOf(properties).some((range) => includesPort(range, port)),
    );

const deniesByDefault: Check = ({ properties: { publicNetworkAccess, networkAcls } }) =>
  publicNetworkAccess === 'Disabled' ||
  publicNetworkAccess === 'SecuredByPerimeter' ||
  (networkAcls?.defaultAction === 'Deny' &&
    !(networkAcls.ipRules ?? []).some(({ value }) => /\/[0-6]$/.test(value)));

const holdsDays = (retention: Retention | undefined): boolean =>
  retention?.enabled === true && (retention.days ?? 0) >= 30;

export const CLOSURES: Readonly<Record<string, Check>> = {
  'storage-requires-secure-transfer': (r) => r.properties.supportsHttpsTrafficOnly === true,
  'storage-requires-tls-1-2': (r) =>
    r.properties.minimumTlsVersion === 'TLS1_2' || r.properties.minimumTlsVersion === 'TLS1_3',
  'storage-forbids-anonymous-blob-access': (r) => r.properties.allowBlobPublicAccess === false,
  'storage-forbids-shared-key-access': (r) => r.properties.allowSharedKeyAccess === false,
  'storage-network-denies-by-default': deniesByDefault,
  'storage-uses-customer-managed-key': (r) => r.properties.encryption?.keySource === 'Microsoft.Keyvault',
  'storage-keeps-blob-versions': (_, related) =>
    related.some((blobs) => blobs.properties.isVersioningEnabled === true),
  'storage-keeps-deleted-blobs': (_, related) =>
    related.some(
      ({ properties }) =>
        holdsDays(properties.deleteRetentionPolicy) && holdsDays(properties.containerDeleteRetentionPolicy),
    ),
  'key-vault-has-purge-protection': (r) =>
    r.properties.enablePurgeProtection === true && r.properties.enableSoftDelete !== false,
  'key-vault-uses-rbac': (r) => r.properties.enableRbacAuthorization === true,
  'key-vault-network-denies-by-default': deniesByDefault,
  'key-vault-logs-every-access': (_, related) =>
    related.some(
      ({ properties }) =>
        (properties.logs ?? []).some(
          (log) =>
            log.enabled === true &&
            (log.category === 'AuditEvent' ||
              log.categoryGroup === 'audit' ||
              log.categoryGroup === 'allLogs'),
        ) &&
        (properties.workspaceId ?? properties.storageAccountId ?? properties.eventHubAuthorizationRuleId) !==
          undefined,
    ),
  'sql-server-requires-tls-1-2': (r) =>
    r.properties.minimalTlsVersion === '1.2' || r.properties.minimalTlsVersion === '1.3',
  'sql-server-forbids-public-network': (r) =>
    r.properties.publicNetworkAccess === 'Disabled' ||
    r.properties.publicNetworkAccess === 'SecuredByPerimeter',
  'sql-server-audits-access': (_, related) =>
    related.some(
      ({ properties }) =>
        properties.state === 'Enabled' &&
        (properties.isAzureMonitorTargetEnabled === true ||
          (properties.storageEndpoint ?? '').startsWith('https://')),
    ),
  'sql-server-uses-entra-only': (_, related) =>
    related.some(({ properties }) => properties.azureADOnlyAuthentication === true),
  'nsg-blocks-rdp-from-internet': closesPort(3389),
  'nsg-blocks-ssh-from-internet': closesPort(22),
  'nsg-opens-only-approved-ports-to-internet': (nsg) =>
    !(nsg.properties.securityRules ?? []).some(
      ({ properties }) => isFromInternet(properties) && portsOf(properties).some((range) => range !== '443'),
    ),
  'resource-stays-in-allowed-regions': (r) => REGIONS.has(r.location ?? ''),
};

/** A resource as the closures take it. */
export function shaped(resource: Resource): Shape {
  return resource as unknown as Shape;
}
