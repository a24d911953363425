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

/**
 * Asks for the restore, once, and follows its job: the operation has ended as soon as there is one, and the disks come with its end. The job also tells of a request
 * whose answer was lost: a second one would be a second copy.
 */
async function restore(run: ComponentRun, context: StepContext, ports: StepPorts): Promise<ComponentRun> {
  const { azure, clock } = ports;
  const id = run.intent?.id ?? '';
  const jobs = await azure.list(`${id.slice(0, id.toLowerCase().indexOf('/backupfabrics/'))}/backupJobs`);
  const now = clock.now().toISOString();
  if (jobs.kind !== 'found') return afterRead(run, 'the jobs of its vault', jobs, now);
  const job = jobs.resources.find((each) => isOurs(each, run));
  if (job) return followJob({ ...run, acceptedAt: run.acceptedAt ?? now }, job, context, ports);
  if (run.acceptedAt !== undefined) return followOperation(run, ports);
  const { stagingAccount = '', diskAccess = '' } = context.plan.targets;
  const outcome = await azure.restoreDisks(
    {
      recoveryPointId: id,
      sourceResourceId: run.facts['machine'] ?? '',
      region: run.facts['region'] ?? '',
      stagingAccountId: stagingAccount,
      diskAccessId: diskAccess,
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

/** Before there is a job, only the operation can tell that there will be none. */
async function followOperation(run: ComponentRun, { azure, clock }: StepPorts): Promise<ComponentRun> {
  const standing =
    run.operation && run.operation.kind !== 'untold' ? await azure.follow(run.operation) : undefined;
  const now = clock.now().toISOString();
  if (standing?.kind === 'failed')
    return failedForGood(run, `its disks could not be restored: ${standing.why}`);
  return isBefore(plusSeconds(run.acceptedAt ?? now, longestSeconds), now)
    ? failed(run, 'its restore was accepted, and has no job')
    : later(run, now, standing?.kind === 'running' ? standing.retryAfterSeconds : undefined);
}

/** https://learn.microsoft.com/rest/api/backup/job-details/get */
async function followJob(
  run: ComponentRun,
  job: Resource,
  context: StepContext,
  ports: StepPorts,
): Promise<ComponentRun> {
  const { status, errorDetails } = propertiesOf(job);
  const now = ports.clock.now().toISOString();
  if (status === 'InProgress' || status === 'Cancelling') return later(run, now, 60);
  if (status === 'Completed' || status === 'CompletedWithWarnings') return lookForDisks(run, context, ports);
  const [error] = Array.isArray(errorDetails) ? errorDetails : [];
  const code =
    textIn(objectIn(error)['errorTitle']) ?? `the job is ${textIn(status) ?? 'of no known status'}`;
  return failedForGood(run, `its disks could not be restored: ${code}`);
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
