import type { Providers } from '../acceptance.ts';
import type { ChangeRequest } from '../change-request.ts';
import { ArmError } from '../errors.ts';
import { propertiesOf } from '../merge.ts';
import type { Json } from '../merge.ts';
import type { Resource } from '../resource.ts';
import { restoredDisks } from './restored-disks.ts';

/** A job of Azure Backup that restores disks. */
interface Job {
  /** Its id as a resource of the vault. */
  readonly id: string;
  /** The properties of the request. */
  readonly asked: Json;
  readonly location: string;
  readonly point: Resource;
  readonly request: ChangeRequest;
}

/** The error that ended a job. */
interface JobError {
  readonly code: string;
  readonly message: string;
}

/**
 * Begins a job, which is a resource of the vault as long as it is remembered. Its course is arranged as that of an operation, under its id.
 * Layout: `AzureIaaSVMJob` of https://learn.microsoft.com/rest/api/backup/job-details/get
 */
export function beginJob(providers: Providers, job: Job): void {
  const { resources, operations, now } = providers;
  const startedAt = now();
  const machine = String(job.asked['sourceResourceId']).split('/').at(-1) ?? '';
  const account = String(job.asked['storageAccountId']).split('/').at(-1);
  const show = (status: string, rest: Json = {}) =>
    resources.put({
      id: job.id,
      name: job.id.split('/').at(-1)!,
      type: 'Microsoft.RecoveryServices/vaults/backupJobs',
      properties: {
        jobType: 'AzureIaaSVMJob',
        entityFriendlyName: machine,
        backupManagementType: 'AzureIaasVM',
        operation: 'Restore',
        status,
        startTime: new Date(startedAt).toISOString(),
        ...rest,
        extendedInfo: {
          tasksList: [{ taskId: 'Transfer data from vault', status }],
          propertyBag: {
            'Job Type': 'Recover disks',
            'Target Storage Account Name': account,
            'Recovery point time ': propertiesOf(job.point)['recoveryPointTime'],
          },
        },
      },
    });
  const end = (error?: JobError) => {
    const endTime = new Date(now()).toISOString();
    const errorDetails = error && [{ errorTitle: error.code, errorString: error.message }];
    show(error ? 'Failed' : 'Completed', { endTime, ...(errorDetails && { errorDetails }) });
  };
  show('InProgress');
  operations.begin(
    job.id,
    {
      commit: () => end(makeDisks(providers, job, { machine, startedAt })),
      fail: ({ course }) => end(course.failure),
    },
    job.location,
  );
}

/** Makes the disks of a machine, all or none. Returns the error that forbids it. */
function makeDisks(
  { resources, quotas, carryOut, requirePermitted }: Providers,
  { asked, location, request }: Job,
  of: { readonly machine: string; readonly startedAt: number },
): JobError | undefined {
  const puts = restoredDisks(resources, { ...of, asked, location }).map(({ id, body }) => ({
    ...request,
    method: 'PUT' as const,
    id,
    body,
    url: id,
    conditions: {},
  }));
  try {
    for (const put of puts) {
      requirePermitted(put);
      quotas.require('Microsoft.Compute/disks', location);
    }
    for (const put of puts) carryOut(put);
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return error;
  }
  return undefined;
}
