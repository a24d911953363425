import type { CataloguePolicy, Remedy } from '../../src/rules/controls/index.ts';

/** A resource that is made to be thrown away. Those that it needs come first. */
export interface Specimen {
  readonly id: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Place {
  /** Id of the resource group. */
  readonly group: string;
  readonly location: string;
  readonly tenantId: string;
  /** The principal that makes them: it is their administrator, so that no password is needed. */
  readonly principal: { readonly objectId: string; readonly clientId: string };
}

/** A remedy of the catalogue that sends a request of its own. */
export type Patch = Extract<Remedy, { kind: 'patch' }>;

type Json = Readonly<Record<string, unknown>>;

/** The value of a setting before its remedy, by the value that the remedy gives it. */
const opposites: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  [true, false],
  [false, true],
  ['Deny', 'Allow'],
  ['DenyAll', 'AllowAll'],
  ['Disabled', 'Enabled'],
  ['Enabled', 'Disabled'],
  ['FtpsOnly', 'AllAllowed'],
  ['on', 'off'],
  ['1.2', '1.0'],
  ['TLS1_2', 'TLS1_0'],
]);

/** The resources that a remedy can be tried on; undefined where it is not known how to make one. */
export function specimensFor(
  { policy }: CataloguePolicy,
  remedy: Patch,
  name: string,
  place: Place,
): readonly Specimen[] | undefined {
  const failing = oppositeOf(remedy.properties);
  const type = policy.resourceTypes?.[0] ?? '';
  const made = makers[type]?.(name, place, remedy.on ? {} : failing);
  const parent = made?.at(-1);
  if (!made || !parent || !remedy.on) return made;
  const { type: childType, name: childName } = remedy.on;
  const id = `${parent.id}/${childType.split('/').at(-1) ?? ''}/${childName}`;
  // PostgreSQL takes no value of a setting without saying whose it is.
  const source = childType.endsWith('flexibleServers/configurations') ? { source: 'user-override' } : {};
  return [...made, { id, type: childType, body: { properties: { ...failing, ...source } } }];
}

function oppositeOf(settings: Json): Json {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? oppositeOf(value as Json) : opposites.get(value),
    ]),
  );
}

type Maker = (name: string, place: Place, failing: Json) => readonly Specimen[];

/** The smallest resource of each type that a remedy is for, by lower-case type. */
const makers: Readonly<Record<string, Maker>> = {
  'microsoft.storage/storageaccounts': (name, { group, location }, failing) => [
    specimen(group, 'Microsoft.Storage/storageAccounts', name, {
      location,
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: failing,
    }),
  ],
  'microsoft.keyvault/vaults': (name, { group, location, tenantId }, failing) => [
    specimen(group, 'Microsoft.KeyVault/vaults', name, {
      location,
      properties: {
        tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        softDeleteRetentionInDays: 7,
        ...failing,
      },
    }),
  ],
  'microsoft.web/sites': (name, place, failing) => webApp(name, place, 'B1', failing),
  // Plans below Standard have no slots. https://learn.microsoft.com/azure/app-service/deploy-staging-slots
  'microsoft.web/sites/slots': (name, place, failing) => {
    const [plan, app] = webApp(name, place, 'S1', {});
    const properties = { serverFarmId: plan.id, ...failing };
    const body = { location: place.location, kind: 'app,linux', properties };
    return [plan, app, { id: `${app.id}/slots/smoke`, type: 'Microsoft.Web/sites/slots', body }];
  },
  'microsoft.compute/disks': (name, { group, location }, failing) => [
    specimen(group, 'Microsoft.Compute/disks', name, {
      location,
      sku: { name: 'Standard_LRS' },
      properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 4, ...failing },
    }),
  ],
  'microsoft.documentdb/databaseaccounts': (name, { group, location }, failing) => [
    specimen(group, 'Microsoft.DocumentDB/databaseAccounts', name, {
      location,
      kind: 'GlobalDocumentDB',
      properties: {
        databaseAccountOfferType: 'Standard',
        capabilities: [{ name: 'EnableServerless' }],
        locations: [{ locationName: location, failoverPriority: 0 }],
        ...failing,
      },
    }),
  ],
  'microsoft.dbforpostgresql/flexibleservers': (name, { group, location, tenantId }, failing) => [
    specimen(group, 'Microsoft.DBforPostgreSQL/flexibleServers', name, {
      location,
      sku: { name: 'Standard_B1ms', tier: 'Burstable' },
      properties: {
        version: '16',
        createMode: 'Create',
        storage: { storageSizeGB: 32 },
        authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId },
        ...failing,
      },
    }),
  ],
  'microsoft.sql/servers': (name, place, failing) => [sqlServer(name, place, failing)],
  'microsoft.sql/servers/databases': (name, place) => {
    const server = sqlServer(name, place, {});
    const database = { location: place.location, sku: { name: 'Basic', tier: 'Basic' }, properties: {} };
    return [
      server,
      { id: `${server.id}/databases/smoke`, type: 'Microsoft.Sql/servers/databases', body: database },
    ];
  },
};

function sqlServer(name: string, { group, location, tenantId, principal }: Place, failing: Json): Specimen {
  const administrators = {
    administratorType: 'ActiveDirectory',
    azureADOnlyAuthentication: true,
    login: principal.clientId,
    sid: principal.objectId,
    principalType: 'Application',
    tenantId,
  };
  return specimen(group, 'Microsoft.Sql/servers', name, {
    location,
    properties: { administrators, ...failing },
  });
}

function specimen(group: string, type: string, name: string, body: Json): Specimen {
  return {
    id: `${group}/providers/${type}/${name}`,
    type,
    body: { ...body, tags: { purpose: 'phiwatch-smoke' } },
  };
}

/** A web app and the plan that it runs on. */
function webApp(name: string, { group, location }: Place, sku: 'B1' | 'S1', failing: Json) {
  const plan = specimen(group, 'Microsoft.Web/serverfarms', `${name}-plan`, {
    location,
    kind: 'linux',
    sku: { name: sku, tier: sku === 'B1' ? 'Basic' : 'Standard' },
    properties: { reserved: true },
  });
  const site = { location, kind: 'app,linux', properties: { serverFarmId: plan.id, ...failing } };
  return [plan, specimen(group, 'Microsoft.Web/sites', name, site)] as const;
}
