import { writer } from '@phiwatch/azure-simulator/testing';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createAzureWriter } from '../../../src/platform/azure-clients/azure-writer.ts';
import { createAzureReader } from '../../../src/platform/azure-clients/create-azure.ts';
import { createWriteChecks } from '../../../src/platform/azure-clients/create-write-checks.ts';
import { createRemediationTasks } from '../../../src/platform/azure-clients/remediation-tasks.ts';
import { applyPlan, considerPlan, verifyWrite } from '../../../src/response/remediation/index.ts';
import type { RemediationDecision, RemediationPorts } from '../../../src/response/remediation/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { MemoryWrites } from '../../support/fake-answers.ts';
import { memoryRecords, MemoryRecords } from '../../support/memory-records.ts';
import { assignment, definition, startTenant } from '../../support/tenant.ts';

const setting = `${imagingArchiveId}/providers/Microsoft.Insights/diagnosticSettings/to-siem`;
const deploys = definition('deploy-logging', {
  displayName: 'Deploy logging',
  policyRule: {
    if: {
      allOf: [
        { field: 'type', equals: 'Microsoft.Storage/storageAccounts' },
        { field: 'name', equals: imagingArchiveId.split('/').at(-1) },
      ],
    },
    then: {
      effect: 'deployIfNotExists',
      details: { type: 'Microsoft.Insights/diagnosticSettings', name: 'to-siem', roleDefinitionIds: [] },
    },
  },
});
const assigned = assignment('logging', deploys.id);

/** The finding of a policy of the tenant, and what remediating it works with, over the real clients. */
async function found(deploysNothing = false) {
  const tenant = await startTenant([deploys, assigned], {
    policy: {
      deployments: deploysNothing
        ? []
        : [
            {
              assignmentId: assigned.id,
              on: () => ({
                id: setting,
                name: 'to-siem',
                type: 'Microsoft.Insights/diagnosticSettings',
                properties: { storageAccountId: imagingArchiveId, logs: [] },
              }),
            },
          ],
    },
  });
  const { azure, connection, policies, types } = tenant;
  await policies.refresh(subscriptionId);
  const entry = policies
    .for(imagingArchiveId, 'Microsoft.Storage/storageAccounts')
    .find(({ name }) => name.includes('/'));
  if (!entry) throw new Error('nothing is assigned');
  const writing = {
    ...connection,
    credential: {
      getToken: async () => {
        const resource = 'https://management.azure.com';
        const { token } = await azure.simulation.tokens.issue({ oid: writer, resource });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
  };
  let ids = 0;
  const ports: RemediationPorts = {
    policies,
    catalogue: { ...loadCatalogue(), types },
    reader: createAzureReader({ ...connection, types }),
    writer: createAzureWriter({ ...writing, types }),
    checks: createWriteChecks({ ...writing, types }),
    tasks: createRemediationTasks(writing),
    writes: new MemoryWrites(),
    modes: new MemoryRecords(),
    killSwitches: new MemoryRecords(),
    announcedChanges: memoryRecords().announcedChanges,
    settings: { optOutTag: 'phiwatch-remediation', freezes: [] },
    own: [],
    clock: { ...systemClock, now: connection.now },
    newId: () => `id-${(ids += 1)}`,
  };
  const drift = driftOf(imagingArchiveId, 1, { policy: entry.name, from: 'Compliant', to: 'NonCompliant' });
  const considered = await considerPlan(drift, (id) => ports.reader.get(id), ports);
  if (considered.kind !== 'plan') throw new Error(considered.why);
  const decided: RemediationDecision = {
    id: 'decision-1',
    kind: 'apply',
    plan: considered.plan,
    by: ['ada', 'ben'],
  };
  const deployed = () => azure.simulation.changes.filter(({ id }) => id === setting).length;
  return { ...tenant, ports, drift, decided, deployed, own: `${entry.name.split('/')[1]}` };
}

test('what deployIfNotExists would deploy, a remediation task of Azure deploys, once for a decision', async () => {
  const { ports, drift, decided, deployed, evaluated, own } = await found();
  expect(decided.plan).toMatchObject({ kind: 'task', method: 'TASK', task: { assignmentId: assigned.id } });
  expect((await evaluated(imagingArchiveId))[own]).toMatchObject({ state: 'NonCompliant' });
  const accepted = { kind: 'written', accepted: true };
  expect(await applyPlan(decided, drift, ports)).toEqual(accepted);
  expect(await applyPlan(decided, drift, ports)).toEqual(accepted);
  expect(deployed()).toBe(1);
  expect(await verifyWrite(decided, drift, 0, ports)).toEqual({ kind: 'verified' });
  expect(await ports.writes.of(imagingArchiveId)).toMatchObject([
    {
      intent: { method: 'TASK', approvedBy: ['ada', 'ben'] },
      end: { result: 'applied' },
      check: { verified: true },
    },
  ]);
});

test('a crash between the task and its record starts no second one', async () => {
  const { ports, drift, decided, deployed } = await found();
  const operation = ports.writes.operation.bind(ports.writes);
  ports.writes.operation = () => Promise.reject(new Error('killed'));
  await expect(applyPlan(decided, drift, ports)).rejects.toThrow('killed');
  ports.writes.operation = operation;
  expect(deployed()).toBe(1);
  expect(await applyPlan(decided, drift, ports)).toEqual({ kind: 'written', accepted: true });
  expect(deployed()).toBe(1);
});

test('a task that has nothing to deploy says so, and one whose deployments fail does', async () => {
  const none = await found(true);
  expect(await applyPlan(none.decided, none.drift, none.ports)).toMatchObject({ kind: 'written' });
  const nothing = 'Azure found nothing to remediate';
  expect(await verifyWrite(none.decided, none.drift, 0, none.ports)).toEqual({
    kind: 'failed',
    why: nothing,
  });
  expect(await none.ports.writes.of(imagingArchiveId)).toMatchObject([
    { end: { result: 'nothing', why: nothing } },
  ]);

  const bad = await found();
  bad.azure.simulation.operations.arrange({
    seconds: 0,
    failure: { code: 'DeploymentFailed', message: 'no' },
  });
  expect(await applyPlan(bad.decided, bad.drift, bad.ports)).toMatchObject({ kind: 'written' });
  expect(await verifyWrite(bad.decided, bad.drift, 0, bad.ports)).toEqual({
    kind: 'failed',
    why: 'Azure accepted the change, but the operation failed: 1 of 1 deployments of the remediation task failed',
  });
});

test('an assignment that is gone is for people to look at', async () => {
  const { azure, ports, drift, decided, deployed } = await found();
  azure.simulation.change({ method: 'DELETE', id: assigned.id, actor: { oid: writer, type: 'User' } });
  expect(await applyPlan(decided, drift, ports)).toMatchObject({ kind: 'blocked' });
  expect(deployed()).toBe(0);
});
