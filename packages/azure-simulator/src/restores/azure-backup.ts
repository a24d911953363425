import { randomUUID } from 'node:crypto';
import type { Providers } from '../acceptance.ts';
import type { ChangeRequest, ChangeResult } from '../change-request.ts';
import { ArmError } from '../errors.ts';
import { propertiesOf } from '../merge.ts';
import type { Json } from '../merge.ts';
import { regionOf } from '../quotas.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import { beginJob } from './backup-job.ts';

const pointType =
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints';

/** Whether an action on a resource is the restore of a recovery point. */
export function isRestore(type: string, action: string): boolean {
  return type.toLowerCase() === pointType && action.toLowerCase() === 'restore';
}

/**
 * Accepts the restore of a virtual machine's disks. Its operation is over as soon as there is a job, of which its status tells; the disks come
 * with the end of the job: https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-restoreazurevms
 */
export function acceptRestore(providers: Providers, request: ChangeRequest, point: Resource): ChangeResult {
  const vaultId = point.id!.split('/').slice(0, 9).join('/');
  const vault = providers.resources.get(vaultId)?.resource;
  const location = regionOf(String(vault?.['location']));
  const asked = propertiesOf(request.body);
  requireValid(providers.resources, { point, location, asked });
  const operation = providers.operations.begin(
    request.id,
    {
      commit: (ending) => {
        const jobId = randomUUID();
        ending.properties = { objectType: 'OperationStatusJobExtendedInfo', jobId };
        beginJob(providers, { id: `${vaultId}/backupJobs/${jobId}`, asked, location, point, request });
      },
    },
    location,
  );
  return { status: 202, operation };
}

interface Asked {
  readonly point: Resource;
  readonly location: string;
  readonly asked: Json;
}

/**
 * Disks are restored in the region of the vault, by way of an account there that is neither zone-redundant nor premium: the same page, and a post of
 * Azure Backup's support in Japan on the accounts that restores of machines take (2022-10-28). What stays in that account is not simulated, nor are
 * other ways to restore. No source was found for the codes and the words of these refusals.
 */
function requireValid(resources: Resources, { point, location, asked }: Asked): void {
  const item = resources.get(point.id!.split(/\/recoveryPoints\//i)[0]!)?.resource;
  const { sourceResourceId } = propertiesOf(item);
  const idOf = (name: string) => {
    const value = asked[name];
    return typeof value === 'string' ? value.toLowerCase() : '';
  };
  const account = resources.get(idOf('storageAccountId'))?.resource;
  const sku = String((account?.['sku'] as { readonly name?: string } | undefined)?.name);
  const isValid: Readonly<Record<string, boolean>> = {
    objectType: asked['objectType'] === 'IaasVMRestoreRequest',
    recoveryType: asked['recoveryType'] === 'RestoreDisks',
    recoveryPointId: idOf('recoveryPointId') === point.id!.split('/').at(-1)!.toLowerCase(),
    sourceResourceId: idOf('sourceResourceId') === String(sourceResourceId).toLowerCase(),
    region: regionOf(String(asked['region'])) === location,
    storageAccountId: regionOf(String(account?.['location'])) === location && !/ZRS$|^Premium/i.test(sku),
    targetResourceGroupId:
      !('targetResourceGroupId' in asked) || resources.get(idOf('targetResourceGroupId')) !== undefined,
  };
  const invalid = Object.keys(isValid).find((name) => !isValid[name]);
  if (invalid !== undefined)
    throw new ArmError(
      400,
      'BMSUserErrorInvalidInput',
      `Input provided for the call is invalid: '${invalid}'.`,
    );
}
