import { isBefore, plusSeconds } from '../../base/index.ts';
import { covers } from '../../records/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ComponentRun } from '../model/index.ts';
import { withFinding } from './findings.ts';
import type { Step, StepContext, StepPorts } from './ports.ts';
import { afterRead, afterWrite, failed, failedForGood, finished, later, without } from './progress.ts';
import { factsOf, momentIn, objectIn, propertiesOf, textIn } from './properties.ts';

const action =
  'Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action';

/** The time after which disks that a restore has promised are missed. */
const longestSeconds = 12 * 3600;

/**
 * A machine in Azure Backup: the disks of its last recovery point are restored into the drill group, and nothing else, so that no machine runs and no network card is made.
 * https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-restoreazurevms
 */
export const recoveryServicesStep: Step = async (run, context, ports) => {
  if (run.status === 'waiting') return prepare(run, ports);
  if (run.status === 'restoring') return restore(run, context, ports);
  const disks = {
    name: 'disks',
    outcome: 'passed',
    detail: `${run.facts['disks'] ?? '0'} in the drill group`,
  } as const;
  const content = {
    name: 'data',
    outcome: 'not-done',
    detail: 'what lies on the disks is not compared',
  } as const;
  return finished(run, [disks, content], run.onlineAt ?? ports.clock.now().toISOString());
};

async function prepare(run: ComponentRun, { azure, clock }: StepPorts): Promise<ComponentRun> {
  const { resourceId } = run.component;
  const vaultId = resourceId.slice(0, resourceId.toLowerCase().indexOf('/backupfabrics/'));
  const [item, vault, points] = [
    await azure.read(resourceId),
    await azure.read(vaultId),
    await azure.list(`${resourceId}/recoveryPoints`),
  ];
  const now = clock.now().toISOString();
  if (item.kind === 'gone' || vault.kind === 'gone')
    return failed(run, 'it is not there: the plan names an item that is not backed up');
  if (item.kind !== 'found') return afterRead(run, resourceId, item, now);
  if (vault.kind !== 'found') return afterRead(run, vaultId, vault, now);
  if (points.kind !== 'found') return afterRead(run, `${resourceId}/recoveryPoints`, points, now);
  const [last] = points.resources.flatMap(pointOf).toSorted((one, other) => (one.at < other.at ? 1 : -1));
  const evaluated = vaultFindings(run, vault.resource, now);
  if (!last) return failed(evaluated, 'it has no recovery point');
  return {
    ...evaluated,
    status: 'restoring',
    mode: 'restored',
    restorePoint: last.at,
    restorePointFrom: 'recoveryPointTime',
    intent: { what: 'restore', id: last.id, at: now },
    tries: 0,
    facts: {
      ...evaluated.facts,
      ...factsOf({
        machine: textIn(propertiesOf(item.resource)['sourceResourceId']),
        region: textIn(vault.resource['location']),
      }),
    },
  };
}

/** A backup that whoever breaks in can delete is none. https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept */
function vaultFindings(run: ComponentRun, vault: Resource, now: string): ComponentRun {
  const settings = objectIn(propertiesOf(vault)['securitySettings']);
  const softDelete = textIn(objectIn(settings['softDeleteSettings'])['softDeleteState']) ?? 'unknown';
  const immutability = textIn(objectIn(settings['immutabilitySettings'])['state']) ?? 'Disabled';
  const read = { ...run, facts: factsOf({ softDelete, immutability }) };
  const isKept = softDelete === 'AlwaysON' || immutability === 'Locked';
  return isKept
    ? read
    : withFinding(
        read,
        'ransomware',
        `Whoever takes over an administrator can delete this backup: soft delete is ${softDelete}, immutability is ${immutability}`,
        now,
      );
}

async function restore(
  run: ComponentRun,
  context: StepContext,
  { azure, clock }: StepPorts,
): Promise<ComponentRun> {
  const id = run.intent?.id ?? '';
  if (run.acceptedAt === undefined) {
    const jobs = await azure.list(`${id.slice(0, id.toLowerCase().indexOf('/backupfabrics/'))}/backupJobs`);
    const now = clock.now().toISOString();
    if (jobs.kind !== 'found') return afterRead(run, 'the jobs of its vault', jobs, now);
    // An answer may have been lost, or the host killed before it was kept: a second restore would be a second copy of all patients.
    if (jobs.resources.some((job) => isOurs(job, run))) return later({ ...run, acceptedAt: now }, now);
    const outcome = await azure.restoreDisks(
      {
        recoveryPointId: id,
        sourceResourceId: run.facts['machine'] ?? '',
        region: run.facts['region'] ?? '',
        stagingAccountId: context.plan.targets.stagingAccount ?? '',
      },
      context.drillId,
    );
    const at = clock.now().toISOString();
    const trouble = afterWrite(run, { id, action }, outcome, at);
    if (trouble) return trouble;
    const operation = outcome.kind === 'done' ? outcome.operation : undefined;
    return later(
      { ...run, acceptedAt: at, tries: 0, ...(operation && { operation }) },
      at,
      operation?.retryAfterSeconds,
    );
  }
  if (run.operation && run.operation.kind !== 'untold') {
    const standing = await azure.follow(run.operation);
    const now = clock.now().toISOString();
    if (standing.kind === 'running') return later(run, now, standing.retryAfterSeconds);
    if (standing.kind === 'failed')
      return failedForGood(run, `its disks could not be restored: ${standing.why}`);
    return without(run, 'operation', 'nextAt');
  }
  return lookForDisks(run, context, { azure, clock });
}

async function lookForDisks(
  run: ComponentRun,
  { group }: StepContext,
  { azure, clock }: Pick<StepPorts, 'azure' | 'clock'>,
): Promise<ComponentRun> {
  const found = await azure.group();
  const now = clock.now().toISOString();
  if (found.kind !== 'found') return afterRead(run, group, found, now);
  const since = run.intent?.at ?? now;
  const disks = found.resources.filter(
    ({ id, type, createdAt }) =>
      type.toLowerCase() === 'microsoft.compute/disks' && covers(group, id) && (createdAt ?? now) >= since,
  );
  if (disks[0])
    return {
      ...without(run, 'nextAt'),
      status: 'checking',
      onlineAt: now,
      copyId: disks[0].id,
      facts: { ...run.facts, disks: String(disks.length) },
    };
  return isBefore(plusSeconds(since, longestSeconds), now)
    ? failed(run, 'its restore was accepted, and no disk has come')
    : later(run, now, 60);
}

function pointOf(resource: Resource) {
  const at = momentIn(propertiesOf(resource)['recoveryPointTime']);
  return at === undefined || resource.id === undefined ? [] : [{ id: resource.id, at }];
}

/** A restore of this machine that began since it was put on record. */
function isOurs(job: Resource, { intent, facts }: ComponentRun): boolean {
  const properties = propertiesOf(job);
  const machine = (facts['machine'] ?? '').toLowerCase().split('/').at(-1);
  return (
    textIn(properties['operation'])?.toLowerCase() === 'restore' &&
    textIn(properties['entityFriendlyName'])?.toLowerCase() === machine &&
    (momentIn(properties['startTime']) ?? '') >= (intent?.at ?? '~')
  );
}
