import { isBefore, plusSeconds } from '../../base/index.ts';
import type { Resource } from '../../model/index.ts';
import { covers } from '../../records/index.ts';
import type { ComponentRun } from '../model/index.ts';
import type { StepContext, StepPorts } from './ports.ts';
import { afterRead, afterWrite, failed, failedForGood, later, without } from './progress.ts';
import { momentIn, objectIn, propertiesOf, textIn } from './properties.ts';

/** https://learn.microsoft.com/azure/backup/backup-rbac-rs-vault#minimum-role-requirements-for-azure-vm-backup */
const actions = [
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action',
  'Microsoft.Compute/virtualMachines/read and write on the machine',
  'in the drill group Microsoft.Compute/disks/write',
  'Microsoft.Resources/subscriptions/resourceGroups/write',
  'Microsoft.Storage/storageAccounts/write',
];

/** The time after which disks that a restore has promised are missed. */
const longestSeconds = 12 * 3600;

/**
 * Asks for the restore, once, and follows its job: the operation has ended as soon as there is one, and the disks come with its end. The job also tells of a request
 * whose answer was lost: a second one would be a second copy.
 */
export async function restoreDisks(
  run: ComponentRun,
  context: StepContext,
  ports: StepPorts,
): Promise<ComponentRun> {
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
  const trouble = afterWrite(run, { id, actions }, outcome, at);
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
