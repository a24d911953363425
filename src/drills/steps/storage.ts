import { parseResourceId } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ComponentRun, DrillCheck } from '../model/index.ts';
import { withFinding } from './findings.ts';
import type { Step, StepPorts } from './ports.ts';
import { afterRead, failed, finished } from './progress.ts';
import { factsOf, momentIn, objectIn, propertiesOf, textIn } from './properties.ts';

/**
 * A storage account: nothing of it is copied. Its last sync time is the recovery point, and where the secondary region can be read, a blob of known hash that the customer
 * has placed is read there: never a blob of a patient.
 * https://learn.microsoft.com/azure/storage/common/last-sync-time-get
 */
export const storageStep: Step = async (run, _context, ports) => {
  const { azure, clock } = ports;
  const { resourceId } = run.component;
  const found = await azure.read(resourceId, 'geoReplicationStats');
  const now = clock.now().toISOString();
  if (found.kind === 'gone')
    return failed(run, 'it is not there: the plan names a resource that does not exist');
  if (found.kind !== 'found') return afterRead(run, resourceId, found, now);
  const { name: sku = '' } = objectIn(found.resource['sku']) as { readonly name?: string };
  const stats = objectIn(propertiesOf(found.resource)['geoReplicationStats']);
  const lastSync = momentIn(stats['lastSyncTime']);
  const read: ComponentRun = {
    ...run,
    mode: 'readiness',
    facts: factsOf({ sku, replication: textIn(stats['status']), lastSyncTime: lastSync }),
    ...(lastSync !== undefined && { restorePoint: lastSync, restorePointFrom: 'lastSyncTime' }),
  };
  if (!isGeoRedundant(sku))
    return finished(
      withFinding(
        read,
        'redundancy',
        `It is redundant in one region alone (${sku}): the outage of the region is the loss of its data`,
        now,
      ),
      [{ name: 'replication', outcome: 'not-done', detail: `${sku} has no second region` }],
      now,
    );
  const replication: DrillCheck =
    lastSync === undefined
      ? { name: 'replication', outcome: 'failed', detail: 'Azure names no last sync time' }
      : { name: 'replication', outcome: 'passed', detail: `in step up to ${lastSync}` };
  const canary = await canaryCheck(read, found.resource, sku, ports);
  const checked = canary.outcome === 'passed' ? ({ ...read, mode: 'exercised' } as const) : read;
  return finished(checked, [replication, canary], clock.now().toISOString());
};

function isGeoRedundant(sku: string): boolean {
  return /_(RA)?GZ?RS$/i.test(sku);
}

async function canaryCheck(
  { component: { canary, resourceId } }: ComponentRun,
  account: Resource,
  sku: string,
  ports: StepPorts,
): Promise<DrillCheck> {
  if (!canary) return notDone('the plan names no canary');
  if (!/_RAGZ?RS$/i.test(sku)) return notDone(`the secondary region cannot be read with ${sku}`);
  if (!ports.canary) return notDone('phiwatch has no way to read blobs here');
  const endpoint =
    textIn(objectIn(propertiesOf(account)['secondaryEndpoints'])['blob']) ??
    `https://${parseResourceId(resourceId)?.name ?? ''}-secondary.blob.core.windows.net/`;
  const read = await ports.canary.digest(`${endpoint}${canary.container}/${canary.blob}`);
  if (read.kind === 'failed') return notDone(`it could not be read in the secondary region: ${read.why}`);
  return read.sha256 === canary.sha256
    ? { name: 'canary', outcome: 'passed', detail: 'read in the secondary region, its hash is the known one' }
    : { name: 'canary', outcome: 'failed', detail: 'read in the secondary region, and its hash is another' };
}

function notDone(detail: string): DrillCheck {
  return { name: 'canary', outcome: 'not-done', detail };
}
