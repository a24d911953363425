import { parseResourceId } from '../../model/index.ts';
import type { ComponentRun } from '../model/index.ts';
import { checkDatabase } from './check-database.ts';
import { makeCopy } from './copy.ts';
import type { CopyMaking } from './copy.ts';
import type { Step, StepContext, StepPorts } from './ports.ts';
import { afterRead, failed } from './progress.ts';
import { factsOf, momentIn, propertiesOf, textIn } from './properties.ts';

/**
 * A SQL database: restored from the geo-replicated backup, or from the last one of long-term retention, onto the SQL server of the drill group. A restore to a point
 * in time lands on the source's own server, and is therefore never made.
 * https://learn.microsoft.com/azure/azure-sql/database/recovery-using-backups
 */
export const sqlStep: Step = async (run, context, ports) => {
  if (run.status === 'waiting') return prepare(run, context, ports);
  if (run.status === 'restoring') return makeCopy(run, making, context, ports);
  return check(run, ports);
};

const making: CopyMaking = {
  linked: ['Microsoft.Sql/*/read on its source'],
  body: ({ facts }) => ({
    location: facts['location'],
    // The copy is backed up in turn: in its own region alone.
    properties: {
      requestedBackupStorageRedundancy: 'Local',
      ...(facts['createMode'] === 'Recovery'
        ? { createMode: 'Recovery', recoverableDatabaseId: facts['backup'] }
        : {
            createMode: 'RestoreLongTermRetentionBackup',
            longTermRetentionBackupResourceId: facts['backup'],
          }),
    },
  }),
  isReady: (copy) => propertiesOf(copy)['status'] === 'Online',
  isBroken: (copy) =>
    ['RecoveryPending', 'Suspect', 'EmergencyMode', 'Inaccessible'].includes(
      textIn(propertiesOf(copy)['status']) ?? '',
    ),
};

async function prepare(
  run: ComponentRun,
  context: StepContext,
  { azure, clock }: StepPorts,
): Promise<ComponentRun> {
  const { resourceId, name, restore = 'geo' } = run.component;
  const target = context.plan.targets.sqlServer ?? '';
  const server = await azure.read(target);
  const source = await azure.read(resourceId);
  const now = clock.now().toISOString();
  if (server.kind === 'gone')
    return failed(run, `the SQL server of the drill group, ${target}, is not there`);
  if (server.kind !== 'found') return afterRead(run, target, server, now);
  if (source.kind === 'gone')
    return failed(run, 'it is not there: the plan names a resource that does not exist');
  if (source.kind !== 'found') return afterRead(run, resourceId, source, now);
  const backup =
    restore === 'geo'
      ? await geoBackup(run, azure, now)
      : await longTermBackup(run, textIn(source.resource['location']) ?? '', azure, now);
  if ('status' in backup) return backup;
  const properties = propertiesOf(source.resource);
  return {
    ...run,
    status: 'restoring',
    mode: 'restored',
    restorePoint: backup.at,
    restorePointFrom: backup.from,
    copyId: `${target}/databases/${copyName(name, context.quarter)}`,
    intent: { what: 'create', id: `${target}/databases/${copyName(name, context.quarter)}`, at: now },
    tries: 0,
    facts: factsOf({
      createMode: restore === 'geo' ? 'Recovery' : 'RestoreLongTermRetentionBackup',
      backup: backup.id,
      location: textIn(server.resource['location']),
      sourceLocation: textIn(source.resource['location']),
      ...hostsOf(resourceId, textIn(propertiesOf(server.resource)['fullyQualifiedDomainName']) ?? ''),
      // What a restore to a point in time could reach, which a drill does not make.
      earliestRestoreDate: momentIn(properties['earliestRestoreDate']),
    }),
  };
}

interface Backup {
  readonly id: string;
  readonly at: string;
  readonly from: string;
}

async function geoBackup(
  run: ComponentRun,
  azure: StepPorts['azure'],
  now: string,
): Promise<Backup | ComponentRun> {
  const id = run.component.resourceId.replace(/\/databases\/(?=[^/]+$)/i, '/recoverableDatabases/');
  const found = await azure.read(id);
  if (found.kind === 'gone') return failed(run, 'it has no geo-replicated backup');
  if (found.kind !== 'found') return afterRead(run, id, found, now);
  const at = momentIn(propertiesOf(found.resource)['lastAvailableBackupDate']);
  return at === undefined
    ? failed(run, 'its geo-replicated backup has no date')
    : { id, at, from: 'lastAvailableBackupDate' };
}

async function longTermBackup(
  run: ComponentRun,
  location: string,
  azure: StepPorts['azure'],
  now: string,
): Promise<Backup | ComponentRun> {
  const {
    subscriptionId = '',
    resourceGroup = '',
    name = '',
  } = parseResourceId(run.component.resourceId) ?? {};
  const [server = '', database = ''] = name.split('/');
  const path = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Sql/locations/${location}/longTermRetentionServers/${server}/longTermRetentionDatabases/${database}/longTermRetentionBackups`;
  const found = await azure.list(path);
  if (found.kind !== 'found') return afterRead(run, path, found, now);
  const [last] = found.resources
    .flatMap((resource) => {
      const at = momentIn(propertiesOf(resource)['backupTime']);
      return at === undefined || resource.id === undefined
        ? []
        : [{ id: resource.id, at, from: 'backupTime' }];
    })
    .toSorted((one, other) => (one.at < other.at ? 1 : -1));
  return last ?? failed(run, 'it has no backup of long-term retention');
}

async function check(run: ComponentRun, ports: StepPorts): Promise<ComponentRun> {
  const { sourceHost = '', copyHost = '' } = run.facts;
  const copy = { host: copyHost, database: databaseOf(run.copyId ?? '') };
  const source = { host: sourceHost, database: databaseOf(run.component.resourceId) };
  return checkDatabase(run, 'sql', source, copy, ports);
}

function databaseOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}

function copyName(component: string, quarter: string): string {
  return `drill-${quarter.toLowerCase()}-${component}`;
}

/** The source is in the same cloud as the copy, and its host has the same ending. */
function hostsOf(databaseId: string, copyHost: string) {
  const server = parseResourceId(databaseId)?.name.split('/')[0] ?? '';
  return { copyHost, sourceHost: `${server}${copyHost.slice(copyHost.indexOf('.'))}` };
}
