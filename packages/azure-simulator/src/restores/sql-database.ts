import { randomUUID } from 'node:crypto';
import type { Plan, Wish } from '../creation-plan.ts';
import { ArmError } from '../errors.ts';
import { isObject, propertiesOf } from '../merge.ts';
import type { Json } from '../merge.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import { parentOf } from '../targets.ts';
import { sourceOf } from './sql-source.ts';

/** Properties that the server alone sets: flag 2 in the types of Bicep (Microsoft.Sql/servers/databases@2025-01-01). */
const readOnly = new Set([
  'creationDate',
  'currentBackupStorageRedundancy',
  'currentServiceObjectiveName',
  'currentSku',
  'databaseId',
  'defaultSecondaryLocation',
  'earliestRestoreDate',
  'failoverGroupId',
  'isInfraEncryptionEnabled',
  'maxLogSizeBytes',
  'pausedDate',
  'requestedServiceObjectiveName',
  'resumedDate',
  'status',
]);

/** The result of a PUT with nothing but a region: recording_databases_create_test.json of @azure/arm-sql. */
const usual = {
  sku: { name: 'GP_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 2 },
  properties: {
    collation: 'SQL_Latin1_General_CP1_CI_AS',
    maxSizeBytes: 34_359_738_368,
    catalogCollation: 'SQL_Latin1_General_CP1_CI_AS',
    zoneRedundant: false,
    licenseType: 'LicenseIncluded',
    readScale: 'Disabled',
    requestedBackupStorageRedundancy: 'Geo',
    isLedgerOn: false,
  },
} as const;

/** A database that is about to be made: from nothing, or from another one or a backup, of which it takes what is not asked for. No tags come along. */
export function planDatabase(wish: Wish): Plan {
  const { given, resources, id } = wish;
  if (id.split('/').at(-1)?.toLowerCase() === 'master') throw reserved();
  const source = sourceOf(wish);
  const server = resources.get(parentOf(id) ?? '')?.resource;
  const sku = skuOf(given['sku'] ?? skuOfSource(source));
  const asked = writable(propertiesOf(given));
  const isDatabase = source?.type.toLowerCase() === 'microsoft.sql/servers/databases';
  const properties = { ...usual.properties, ...(isDatabase && writable(propertiesOf(source))), ...asked };
  const name = String(sku['name']);
  const objective = 'family' in sku ? `${name}_${Number(sku['capacity'])}` : name;
  return {
    bodyAt: (time) => ({
      ...given,
      location: server?.['location'] ?? given['location'],
      sku,
      kind: 'v12.0,user,vcore',
      properties: {
        ...properties,
        status: 'Online',
        databaseId: randomUUID(),
        creationDate: new Date(time).toISOString(),
        earliestRestoreDate: new Date(time).toISOString(),
        currentServiceObjectiveName: objective,
        requestedServiceObjectiveName: objective,
        currentSku: sku,
        currentBackupStorageRedundancy: properties['requestedBackupStorageRedundancy'],
        isInfraEncryptionEnabled: false,
      },
    }),
    // The settings of a database that is made from nothing are put there by who made it, as those of other resources in this simulation.
    ...(source && {
      settingsOf: (made) => settingsOf(made, encryptionOf(resources, isDatabase ? source : undefined)),
    }),
  };
}

function reserved(): ArmError {
  const message = 'Cannot use reserved database name in this operation.';
  return new ArmError(400, 'CannotUseReservedDatabaseName', message);
}

function writable(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !readOnly.has(name)));
}

/** A geo-replicated backup names the size of its database, a long-term one does not. */
function skuOfSource(source: Resource | undefined): unknown {
  const objective = propertiesOf(source)['serviceLevelObjective'];
  return source?.['sku'] ?? (typeof objective === 'string' ? { name: objective } : usual.sku);
}

const tiers: Readonly<Record<string, string>> = {
  BC: 'BusinessCritical',
  GP: 'GeneralPurpose',
  HS: 'Hyperscale',
};

/** A size as an answer has it, although it may be asked for by the name of its objective: `GP_Gen5_4`. */
function skuOf(asked: unknown): Json {
  const sku = isObject(asked) ? asked : usual.sku;
  const [, name, tier = '', family, cores] =
    /^((\w\w)_(?:S_)?(Gen5|Fsv2|DC|PRMS|MOPRMS))(?:_(\d+))?$/.exec(String(sku['name'])) ?? [];
  if (name === undefined) return sku;
  const capacity = cores === undefined ? (sku['capacity'] ?? 2) : Number(cores);
  return { name, tier: tiers[tier] ?? sku['tier'], family, capacity };
}

/** A database is encrypted unless what it is made of was not: https://learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-tde-overview */
function encryptionOf(resources: Resources, source: Resource | undefined): unknown {
  const setting = source && resources.get(`${source.id}/transparentDataEncryption/current`)?.resource;
  return propertiesOf(setting)['state'] ?? 'Enabled';
}

/**
 * The settings that every database has. Backups are kept for 7 days, and for no longer term, whatever the source had.
 * https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview
 */
function settingsOf(database: Resource, state: unknown): readonly Resource[] {
  const setting = (type: string, name: string, properties: Json): Resource => ({
    id: `${database.id}/${type}/${name}`,
    name,
    type: `${database.type}/${type}`,
    properties,
  });
  const none = 'PT0S';
  return [
    setting('transparentDataEncryption', 'current', {
      state,
      scanState: state === 'Enabled' ? 'Completed' : 'None',
    }),
    setting('backupShortTermRetentionPolicies', 'default', {
      retentionDays: 7,
      diffBackupIntervalInHours: 24,
    }),
    setting('backupLongTermRetentionPolicies', 'default', {
      weeklyRetention: none,
      monthlyRetention: none,
      yearlyRetention: none,
      weekOfYear: 0,
    }),
  ];
}
