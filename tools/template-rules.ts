/** A resource of an ARM template, whatever module it is in. */
export interface TemplateResource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name?: unknown;
  readonly scope?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly copy?: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** Gives all resources of a template, those of its modules among them. */
export function resourcesOf(template: unknown): readonly TemplateResource[] {
  return modulesOf(template).flatMap(({ resources }) => resources);
}

/** Built-in roles that the template may assign, as docs/deployment.md lists them. */
export const allowedRoles: Readonly<Record<string, string>> = {
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a': 'Storage Queue Data Message Sender',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
};

/** Settings of every resource of a type: the path of a property, and what it must be. */
const wanted: Readonly<Record<string, readonly (readonly [path: string, value: unknown])[]>> = {
  'Microsoft.Storage/storageAccounts': [
    ['allowSharedKeyAccess', false],
    ['allowBlobPublicAccess', false],
    ['allowCrossTenantReplication', false],
    ['minimumTlsVersion', 'TLS1_2'],
    ['supportsHttpsTrafficOnly', true],
  ],
  'Microsoft.KeyVault/vaults': [
    ['enablePurgeProtection', true],
    ['enableRbacAuthorization', true],
  ],
  'Microsoft.Web/sites': [
    ['httpsOnly', true],
    ['siteConfig.minTlsVersion', '1.2'],
    ['siteConfig.ftpsState', 'Disabled'],
  ],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': [['allow', false]],
  'Microsoft.OperationalInsights/workspaces': [['features.disableLocalAuth', true]],
  'Microsoft.Insights/components': [['DisableLocalAuth', true]],
};

/** Types whose every resource has to send its logs somewhere; of an account, its services do. */
const logged = [
  'Microsoft.KeyVault/vaults',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Storage/storageAccounts/queueServices',
  'Microsoft.Storage/storageAccounts/tableServices',
  'Microsoft.Web/sites',
];

/** Resources that are shut to the internet where `privateNetwork` is on. */
const shut = new Set(['Microsoft.Storage/storageAccounts', 'Microsoft.KeyVault/vaults']);

/** Returns what is wrong with the resources of the template, in plain words; none: nothing is. */
export function troublesOf(template: unknown): readonly string[] {
  const modules = modulesOf(template);
  const resources = modules.flatMap((each) => each.resources);
  return [
    ...resources.flatMap(settingTroubles),
    ...modules.flatMap(logTroubles),
    ...resources.flatMap(networkTroubles),
    ...modules.flatMap(roleTroubles),
    ...modules.flatMap(secretTroubles),
  ];
}

interface Module {
  readonly template: Json;
  readonly resources: readonly TemplateResource[];
}

function modulesOf(template: unknown): readonly Module[] {
  const own = template as Json;
  const all = Object.values(own['resources'] ?? []) as readonly (TemplateResource & {
    existing?: boolean;
  })[];
  const nested = all.filter(({ type }) => type === 'Microsoft.Resources/deployments');
  return [
    { template: own, resources: all.filter((each) => !each.existing && !nested.includes(each)) },
    ...nested.flatMap(({ properties }) => modulesOf(properties?.['template'])),
  ];
}

function settingTroubles({ type, properties = {} }: TemplateResource): readonly string[] {
  return (wanted[type] ?? [])
    .filter(([path, value]) => at(properties, path) !== value)
    .map(
      ([path, value]) =>
        `${type}: ${path} must be ${JSON.stringify(value)}, and is ${JSON.stringify(at(properties, path))}`,
    );
}

/** A module that makes one of these has a diagnostic setting for each. */
function logTroubles({ resources }: Module): readonly string[] {
  const settings = resources.filter(({ type }) => type === 'Microsoft.Insights/diagnosticSettings');
  return logged
    .filter((wantedType) => resources.some(({ type }) => type === wantedType))
    .filter((wantedType) => !settings.some(({ scope }) => namesType(String(scope), wantedType)))
    .map((type) => `${type}: no diagnostic setting`);
}

function namesType(scope: string, type: string): boolean {
  return scope.includes(`'${type}'`) || scope.includes(`${type}/`);
}

function networkTroubles({ type, properties = {} }: TemplateResource): readonly string[] {
  if (!shut.has(type)) return [];
  const action = String(at(properties, 'networkAcls.defaultAction'));
  return action.includes("if(parameters('privateNetwork'), 'Deny'")
    ? []
    : [`${type}: networkAcls.defaultAction must be Deny where privateNetwork is on, and is ${action}`];
}

/** Roles stand in the variables of the module that assigns them. */
function roleTroubles({ template, resources }: Module): readonly string[] {
  if (!resources.some(({ type }) => type === 'Microsoft.Authorization/roleAssignments')) return [];
  const ids = JSON.stringify(template['variables'] ?? {}).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g);
  return (ids ?? [])
    .filter((id) => !(id in allowedRoles))
    .map((id) => `the role ${id} is not among those that may be assigned`);
}

const secretFunctions =
  /list(Keys|AccountSas|ServiceSas|Secrets|ConnectionStrings)\(|AccountKey=|SharedAccessKey/i;

function secretTroubles({ template }: Module): readonly string[] {
  const [found] = secretFunctions.exec(JSON.stringify(template)) ?? [];
  return found === undefined ? [] : [`a secret is asked for: ${found}`];
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((known, name) => (known as Json | undefined)?.[name], value);
}
