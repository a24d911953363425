import type { Resource } from '../../model/index.ts';
import type { ComponentRun, DrillCheck } from '../model/index.ts';
import { withFinding } from './findings.ts';
import type { Step, StepContext, StepPorts } from './ports.ts';
import { afterRead, failed, finished } from './progress.ts';
import { factsOf, objectIn, propertiesOf, textIn } from './properties.ts';

interface Readiness {
  readonly why: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly checks: readonly DrillCheck[];
  readonly finding?: readonly [what: string, title: string];
}

/** Reads a component, and goes on with what it is. */
export function readingStep(
  goOn: (
    run: ComponentRun,
    resource: Resource,
    now: string,
    context: StepContext,
    ports: StepPorts,
  ) => ComponentRun | Promise<ComponentRun>,
): Step {
  return async (run, context, ports) => {
    const { resourceId } = run.component;
    const found = await ports.azure.read(resourceId);
    const now = ports.clock.now().toISOString();
    if (found.kind === 'gone')
      return failed(run, 'it is not there: the plan names a resource that does not exist');
    if (found.kind !== 'found') return afterRead(run, resourceId, found, now);
    return goOn(run, found.resource, now, context, ports);
  };
}

/** Reads what a recovery would need, and does nothing else. */
function readinessStep(read: (resource: Resource) => Readiness): Step {
  return readingStep((run, resource, now) => {
    const { why, facts, checks, finding } = read(resource);
    const known: ComponentRun = { ...run, mode: 'readiness', why, facts };
    return finished(finding ? withFinding(known, ...finding, now) : known, checks, now);
  });
}

/** A failover is not a drill: it interrupts production. https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db */
export const failoverGroupStep = readinessStep((group) => {
  const properties = propertiesOf(group);
  const partners = Array.isArray(properties['partnerServers']) ? properties['partnerServers'].length : 0;
  const state = textIn(properties['replicationState']);
  const policy = textIn(objectIn(properties['readWriteEndpoint'])['failoverPolicy']);
  const isReady = partners > 0 && state === 'CATCH_UP';
  return {
    why: 'readiness without a failover: that would interrupt production',
    facts: factsOf({
      partners,
      replicationState: state,
      failoverPolicy: policy,
      role: textIn(properties['replicationRole']),
    }),
    checks: [
      {
        name: 'replication',
        outcome: isReady ? 'passed' : 'failed',
        detail: `${partners} partner servers, ${state ?? 'no state'}`,
      },
    ],
  };
});

/** https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction */
export const cosmosStep = readinessStep((account) => {
  const properties = propertiesOf(account);
  const policy = objectIn(properties['backupPolicy']);
  const periodic = objectIn(policy['periodicModeProperties']);
  const locations = Array.isArray(properties['locations']) ? properties['locations'].length : 0;
  const type = textIn(policy['type']) ?? 'unknown';
  return {
    why: 'readiness without a restore: it would make a second account of the same data, with keys of its own',
    facts: factsOf({
      backup: type,
      tier: textIn(objectIn(policy['continuousModeProperties'])['tier']),
      intervalMinutes:
        typeof periodic['backupIntervalInMinutes'] === 'number'
          ? periodic['backupIntervalInMinutes']
          : undefined,
      regions: locations,
    }),
    checks: [
      {
        name: 'backup',
        outcome: type === 'unknown' ? 'failed' : 'passed',
        detail: `${type}, ${locations} regions`,
      },
    ],
    ...(type === 'Periodic' && {
      finding: [
        'backup',
        'Its backups are periodic: only Microsoft can restore them, upon a ticket',
      ] as const,
    }),
  };
});

/** Geo-disaster recovery of a namespace copies its settings, never its events. https://learn.microsoft.com/azure/event-hubs/event-hubs-geo-dr */
export const eventHubsStep = readinessStep((namespace) => {
  const { name: sku } = objectIn(namespace['sku']) as { readonly name?: string };
  const replication = objectIn(propertiesOf(namespace)['geoDataReplication']);
  const locations = Array.isArray(replication['locations']) ? replication['locations'].length : 0;
  return {
    why: 'readiness without a failover: that would interrupt production',
    facts: factsOf({ sku, replicatedRegions: locations }),
    checks:
      locations > 1
        ? [
            {
              name: 'replication',
              outcome: 'passed',
              detail: `events are replicated to ${locations} regions`,
            },
          ]
        : [
            {
              name: 'replication',
              outcome: 'not-done',
              detail: 'events are not replicated to a second region',
            },
          ],
  };
});
