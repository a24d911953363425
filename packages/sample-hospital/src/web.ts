import { diagnostics } from './diagnostics.ts';
import { child, idOf, ids, moment, systemIdentity, tracked } from './resource.ts';
import type { Group, Json, Resource } from './resource.ts';

interface Plan {
  readonly group: Group;
  readonly name: string;
}

interface Site {
  readonly group: Group;
  readonly name: string;
  readonly plan: string;
  readonly kind?: string;
  readonly identity?: boolean;
  readonly properties?: Json;
  readonly config?: Json;
  readonly logged?: boolean;
}

function appServicePlan({ group, name }: Plan): Resource {
  return tracked(group, 'Microsoft.Web/serverfarms', name, {
    kind: 'linux',
    sku: { name: 'P1v3', tier: 'PremiumV3', size: 'P1v3', family: 'Pv3', capacity: 2 },
    properties: {
      status: 'Ready',
      maximumNumberOfWorkers: 30,
      numberOfWorkers: 2,
      geoRegion: 'East US 2',
      perSiteScaling: false,
      elasticScaleEnabled: false,
      numberOfSites: 3,
      reserved: true,
      isXenon: false,
      hyperV: false,
      targetWorkerCount: 0,
      targetWorkerSizeId: 0,
      provisioningState: 'Succeeded',
      zoneRedundant: true,
    },
  });
}

/** A web or function app with its configuration. What it says nothing of is well configured. */
export function site(app: Site): Resource[] {
  const { group, name, kind = 'app,linux', identity = true } = app;
  const host = `${name}.azurewebsites.net`;
  const scm = `${name}.scm.azurewebsites.net`;
  const functions = kind.startsWith('functionapp');
  const stack = functions ? 'Node|22' : 'DOTNETCORE|9.0';
  const resource = tracked(group, 'Microsoft.Web/sites', name, {
    kind,
    ...(identity ? { identity: systemIdentity(name) } : {}),
    properties: {
      state: 'Running',
      hostNames: [host],
      repositorySiteName: name,
      usageState: 'Normal',
      enabled: true,
      enabledHostNames: [host, scm],
      availabilityState: 'Normal',
      hostNameSslStates: [
        { name: host, sslState: 'Disabled', hostType: 'Standard' },
        { name: scm, sslState: 'Disabled', hostType: 'Repository' },
      ],
      serverFarmId: idOf(group, 'Microsoft.Web/serverfarms', app.plan),
      reserved: true,
      isXenon: false,
      hyperV: false,
      lastModifiedTimeUtc: moment(name),
      // ARM answers most of siteConfig as null here; the settings are read from config/web.
      siteConfig: {
        numberOfWorkers: 1,
        linuxFxVersion: stack,
        acrUseManagedIdentityCreds: false,
        alwaysOn: true,
        http20Enabled: true,
        minTlsVersion: null,
        ftpsState: null,
      },
      scmSiteAlsoStopped: false,
      clientAffinityEnabled: false,
      clientCertEnabled: false,
      clientCertMode: 'Required',
      containerSize: 0,
      httpsOnly: true,
      redundancyMode: 'None',
      publicNetworkAccess: 'Enabled',
      virtualNetworkSubnetId: `${ids.clinicalNetwork}/subnets/snet-apps`,
      defaultHostName: host,
      keyVaultReferenceIdentity: 'SystemAssigned',
      ...app.properties,
    },
  });
  const config = child(resource, 'config', 'web', {
    properties: {
      numberOfWorkers: 1,
      linuxFxVersion: stack,
      requestTracingEnabled: false,
      remoteDebuggingEnabled: false,
      httpLoggingEnabled: true,
      logsDirectorySizeLimit: 35,
      detailedErrorLoggingEnabled: false,
      scmType: 'None',
      use32BitWorkerProcess: false,
      webSocketsEnabled: false,
      alwaysOn: true,
      managedPipelineMode: 'Integrated',
      loadBalancing: 'LeastRequests',
      cors: null,
      ipSecurityRestrictions: [
        {
          ipAddress: 'Any',
          action: 'Allow',
          priority: 2147483647,
          name: 'Allow all',
          description: 'Allow all access',
        },
      ],
      scmIpSecurityRestrictionsUseMain: true,
      http20Enabled: true,
      minTlsVersion: '1.2',
      scmMinTlsVersion: '1.2',
      ftpsState: 'FtpsOnly',
      vnetRouteAllEnabled: true,
      minimumElasticInstanceCount: 1,
      // A number within App Service, for apps that have an identity.
      managedServiceIdentityId: 'identity' in resource ? 4_000 + name.length : null,
      ...app.config,
    },
  });
  const logs = functions ? ['FunctionAppLogs'] : ['AppServiceHTTPLogs', 'AppServiceAuditLogs'];
  return [resource, config, ...(app.logged === false ? [] : [diagnostics(resource, logs)])];
}

/** A slot of an app, with the configuration that is its own. */
function slot([app, config]: readonly Resource[], name: string): Resource[] {
  if (!app || !config) return [];
  const { id: _id, name: _name, type: _type, ...rest } = app;
  const made = child(app, 'slots', name, {
    ...rest,
    name: `${app.name}/${name}`,
    identity: systemIdentity(`${app.name} ${name}`),
  });
  return [made, child(made, 'config', 'web', { properties: config['properties'] })];
}

export function web(): Resource[] {
  const clinical = { group: 'clinical', plan: 'plan-lakeside-clinical' } as const;
  const imaging = { group: 'imaging', plan: 'plan-lakeside-imaging' } as const;
  const portal = site({ ...clinical, name: 'app-lakeside-portal' });
  return [
    appServicePlan({ group: 'clinical', name: clinical.plan }),
    appServicePlan({ group: 'imaging', name: imaging.plan }),
    ...portal,
    ...slot(portal, 'staging'),
    ...site({ ...clinical, name: 'app-lakeside-scheduling', config: { ftpsState: 'Disabled' } }),
    ...site({
      ...clinical,
      name: 'app-lakeside-referrals',
      config: { minTlsVersion: '1.0', ftpsState: 'AllAllowed' },
      logged: false,
    }),
    ...site({
      ...clinical,
      name: 'func-lakeside-hl7',
      kind: 'functionapp,linux',
      config: { ftpsState: 'Disabled' },
    }),
    ...site({ ...imaging, name: 'app-lakeside-viewer', config: { minTlsVersion: '1.3' } }),
    ...site({
      ...imaging,
      name: 'func-lakeside-routing',
      kind: 'functionapp,linux',
      identity: false,
      properties: { httpsOnly: false },
    }),
  ];
}
