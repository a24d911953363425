import { plusSeconds } from '../../base/index.ts';
import { parseResourceId } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ComponentRun } from '../model/index.ts';
import { checkDatabase } from './check-database.ts';
import { makeCopy } from './copy.ts';
import type { CopyMaking } from './copy.ts';
import type { Step, StepContext, StepPorts } from './ports.ts';
import { afterRead, failed, finished } from './progress.ts';
import { factsOf, momentIn, objectIn, propertiesOf, textIn } from './properties.ts';

/** The log is archived every five minutes: what is older than that can be restored. https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore */
const archivedAfterSeconds = 300;

/**
 * A PostgreSQL flexible server. A restore keeps the network mode of its source, so that the copy of a server with public access would be open for a while: then
 * only its readiness is read. https://techcommunity.microsoft.com/blog/azuredbsupport/azure-postgresql-lesson-learned-10-why-pitr-networking-rules-matter/4474914
 */
export const postgresqlStep: Step = async (run, context, ports) => {
  if (run.status === 'waiting') return prepare(run, context, ports);
  if (run.status === 'restoring') return makeCopy(run, making, context, ports);
  const { sourceHost = '', copyName = '' } = run.facts;
  const { database = 'postgres' } = run.component;
  const copyHost = `${copyName}${sourceHost.slice(sourceHost.indexOf('.'))}`;
  return checkDatabase(
    run,
    'postgresql',
    { host: sourceHost, database },
    { host: copyHost, database },
    ports,
  );
};

const making: CopyMaking = {
  linked: [
    'Microsoft.DBforPostgreSQL/flexibleServers/read on its source',
    'Microsoft.Network/virtualNetworks/subnets/join/action',
    'Microsoft.Network/privateDnsZones/join/action',
  ],
  body: ({ component, facts, restorePoint }, { plan }) => ({
    location: facts['location'],
    properties: {
      createMode: facts['createMode'],
      sourceServerResourceId: component.resourceId,
      pointInTimeUTC: restorePoint,
      network: {
        delegatedSubnetResourceId: plan.targets.postgresqlSubnet,
        ...(plan.targets.postgresqlDnsZone !== undefined && {
          privateDnsZoneArmResourceId: plan.targets.postgresqlDnsZone,
        }),
      },
    },
  }),
  isReady: (copy) => propertiesOf(copy)['state'] === 'Ready',
  isBroken: (copy) =>
    ['Disabled', 'Dropping', 'Inaccessible'].includes(textIn(propertiesOf(copy)['state']) ?? ''),
};

async function prepare(
  run: ComponentRun,
  context: StepContext,
  { azure, clock }: StepPorts,
): Promise<ComponentRun> {
  const { resourceId, name } = run.component;
  const source = await azure.read(resourceId);
  const now = clock.now().toISOString();
  if (source.kind === 'gone')
    return failed(run, 'it is not there: the plan names a resource that does not exist');
  if (source.kind !== 'found') return afterRead(run, resourceId, source, now);
  const facts = factsOfServer(source.resource);
  const { postgresqlSubnet } = context.plan.targets;
  const why =
    facts['network'] === 'public'
      ? 'it has public access, and so would a copy from its first second: nothing was restored'
      : postgresqlSubnet === undefined
        ? 'the plan names no subnet of the drill group for it (targets.postgresqlSubnet): nothing was restored'
        : undefined;
  if (why !== undefined) {
    const readiness = { ...run, mode: 'readiness', facts, why } as const;
    return finished(readiness, [backupCheck(facts)], now);
  }
  const paired = context.plan.region === 'paired';
  if (paired && facts['geoRedundantBackup'] !== 'Enabled')
    return failed({ ...run, facts }, 'its backups are not geo-redundant, so that the paired region has none');
  const subnet = await locationOf(postgresqlSubnet ?? '', azure);
  const copyName = `drill-${context.quarter.toLowerCase()}-${name}`;
  const copyId = `${context.group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${copyName}`;
  const point = plusSeconds(context.startedAt, -archivedAfterSeconds);
  return {
    ...run,
    status: 'restoring',
    mode: 'restored',
    // What was asked for: that it could be had is shown by the restore.
    restorePoint: point,
    restorePointFrom: 'pointInTimeUTC',
    copyId,
    intent: { what: 'create', id: copyId, at: now },
    tries: 0,
    facts: {
      ...facts,
      ...factsOf({
        copyName,
        createMode: paired ? 'GeoRestore' : 'PointInTimeRestore',
        location: paired ? (subnet ?? '') : (textIn(source.resource['location']) ?? ''),
      }),
    },
  };
}

/** A subnet has no location of its own: it is where its network is. */
async function locationOf(subnet: string, azure: StepPorts['azure']): Promise<string | undefined> {
  const network = parseResourceId(subnet)?.parentId;
  const found = network === undefined ? undefined : await azure.read(network);
  return found?.kind === 'found' ? textIn(found.resource['location']) : undefined;
}

function factsOfServer(server: Resource): Record<string, string> {
  const properties = propertiesOf(server);
  const network = objectIn(properties['network']);
  const backup = objectIn(properties['backup']);
  return factsOf({
    network: textIn(network['delegatedSubnetResourceId']) === undefined ? 'public' : 'private',
    earliestRestoreDate: momentIn(backup['earliestRestoreDate']),
    geoRedundantBackup: textIn(backup['geoRedundantBackup']),
    backupRetentionDays:
      typeof backup['backupRetentionDays'] === 'number' ? backup['backupRetentionDays'] : undefined,
    sourceHost: textIn(properties['fullyQualifiedDomainName']),
  });
}

function backupCheck(facts: Readonly<Record<string, string>>) {
  const since = facts['earliestRestoreDate'];
  return since === undefined
    ? ({ name: 'backup', outcome: 'failed', detail: 'Azure names no earliest restore point' } as const)
    : ({
        name: 'backup',
        outcome: 'passed',
        detail: `a restore is possible to any time since ${since}`,
      } as const);
}
