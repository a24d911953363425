import type { Resource } from '../../model/index.ts';
import type { ComponentRun } from '../model/index.ts';
import { restoreDisks } from './backup-restore.ts';
import { withFinding } from './findings.ts';
import type { Step, StepPorts } from './ports.ts';
import { afterRead, failed, finished } from './progress.ts';
import { factsOf, momentIn, objectIn, propertiesOf, textIn } from './properties.ts';

/**
 * A machine in Azure Backup: the disks of its last recovery point are restored into the drill group, and nothing else, so that no machine runs and no network card is made.
 * https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-restoreazurevms
 */
export const recoveryServicesStep: Step = async (run, context, ports) => {
  if (run.status === 'waiting') return prepare(run, ports);
  if (run.status === 'restoring') return restoreDisks(run, context, ports);
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

function pointOf(resource: Resource) {
  const at = momentIn(propertiesOf(resource)['recoveryPointTime']);
  return at === undefined || resource.id === undefined ? [] : [{ id: resource.id, at }];
}
