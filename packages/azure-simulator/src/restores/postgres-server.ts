import type { Plan, Wish } from '../creation-plan.ts';
import { ArmError } from '../errors.ts';
import { isObject, propertiesOf } from '../merge.ts';
import type { Json } from '../merge.ts';
import { regionOf } from '../quotas.ts';
import type { Resource } from '../resource.ts';
import { nameTaken } from './existing.ts';
import { networkOf, requireNetwork } from './postgres-network.ts';
import { requireRestorable } from './restore-time.ts';

const type = 'microsoft.dbforpostgresql/flexibleservers';

/** Settings that a restored server takes of its source where it is not asked for others. Tags, administrators and high availability are not among them. */
const inherited = ['administratorLogin', 'authConfig', 'dataEncryption', 'storage', 'version'] as const;

/** A server that is about to be made: from nothing or from the backups of another one. */
export function planPostgresServer(wish: Wish): Plan {
  const { given, id } = wish;
  const name = id.split('/').at(-1) ?? '';
  requireFree(wish, name);
  const source = sourceOf(wish);
  const own = propertiesOf(source);
  const asked = propertiesOf(given);
  const network = { ...networkOf(source), ...networkOf(given) };
  const backup = { ...objectOf(own['backup']), ...objectOf(asked['backup']) };
  return {
    bodyAt: (time) => ({
      ...given,
      ...(source && { sku: given['sku'] ?? source['sku'] }),
      properties: {
        ...Object.fromEntries(inherited.flatMap((each) => (each in own ? [[each, own[each]]] : []))),
        highAvailability: { mode: 'Disabled', state: 'NotEnabled' },
        ...asked,
        ...(source && { network }),
        backup: { ...backup, earliestRestoreDate: new Date(time).toISOString() },
        fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
        state: 'Ready',
      },
    }),
  };
}

/** The name of a server is that of its host, and therefore of one server only. */
function requireFree({ resources, id }: Wish, name: string): void {
  for (const each of resources.all())
    if (
      each.type.toLowerCase() === type &&
      each.name?.toLowerCase() === name.toLowerCase() &&
      each.id?.toLowerCase() !== id.toLowerCase()
    )
      throw nameTaken();
}

/**
 * A restore to a point in time stays in the region, and one from geo-redundant backups leaves it:
 * https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore. What each needs: the descriptions of `createMode`,
 * `sourceServerResourceId` and `pointInTimeUTC` in the types of Bicep (2025-08-01). No source was found for the codes and the words.
 */
function sourceOf(wish: Wish): Resource | undefined {
  const { given, resources } = wish;
  const { createMode, sourceServerResourceId, pointInTimeUTC } = propertiesOf(given);
  const mode = typeof createMode === 'string' ? createMode.toLowerCase() : 'default';
  if (mode === 'default' || mode === 'create') return undefined;
  if (mode !== 'pointintimerestore' && mode !== 'georestore')
    throw refusal(`The create mode '${String(createMode)}' is not supported.`);
  if (typeof sourceServerResourceId !== 'string')
    throw refusal("The property 'sourceServerResourceId' is required.");
  if (typeof pointInTimeUTC !== 'string') throw refusal("The property 'pointInTimeUTC' is required.");
  const source = resources.get(sourceServerResourceId)?.resource;
  if (source?.type.toLowerCase() !== type)
    throw new ArmError(
      404,
      'SourceServerNotFound',
      `Source server '${sourceServerResourceId}' was not found.`,
    );
  const backup = objectOf(propertiesOf(source)['backup']);
  const isElsewhere = regionOf(String(given['location'])) !== regionOf(String(source['location']));
  if (mode === 'georestore' && backup['geoRedundantBackup'] !== 'Enabled')
    throw refusal('Geo-redundant backup is not enabled for the source server.');
  if (isElsewhere !== (mode === 'georestore'))
    throw refusal(
      isElsewhere
        ? 'A server is restored to a point in time in the region of the source server only.'
        : 'A server is restored from geo-redundant backups in the paired region only.',
    );
  requireRestorable(wish, {
    time: pointInTimeUTC,
    earliest: earliestOf(backup, wish.now),
    code: 'InvalidParameterValue',
  });
  requireNetwork(wish, source);
  return source;
}

/** 7 days is the retention of a server of which nothing else is said. */
function earliestOf({ earliestRestoreDate, backupRetentionDays }: Json, now: number): number {
  if (typeof earliestRestoreDate === 'string') return Date.parse(earliestRestoreDate);
  return now - Number(backupRetentionDays ?? 7) * 24 * 3_600_000;
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function refusal(message: string): ArmError {
  return new ArmError(400, 'InvalidParameterValue', message);
}
