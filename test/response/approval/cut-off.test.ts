import { describe, expect, test } from 'vitest';
import { approvePlan, askForPlan } from '../../../src/response/approval/index.ts';
import { mayCutOff } from '../../../src/response/remediation/direction.ts';
import { requestMode } from '../../../src/response/remediation/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/types.ts';
import { account, accountId, propertyPolicy } from '../../support/fakes.ts';
import { casesOf, drifted, told } from '../drifted.ts';
import type { DriftCase } from '../drifted.ts';
import { alerts, answering, people } from '../world.ts';

const cutting = loadCatalogue().policies.filter(({ remedy }) => mayCutOff(remedy));
const named = (name: string): CataloguePolicy => {
  const found = cutting.find((entry) => entry.name === name);
  if (!found) throw new Error(`${name} has no remedy that may cut users off`);
  return found;
};

const isBare = ({ name }: DriftCase) => /^enabled$|^allows by default$|SAS is active/.test(name);
const isReady = ({ name }: DriftCase) => /approved private endpoint|^open$|^allowed$/.test(name);

describe.each(cutting.map((entry) => [entry.name, entry] as const))('%s', (_name, entry) => {
  test('is not planned without what it requires, and else is for people in the mode auto too', async () => {
    const lines: string[] = [entry.name];
    const bare = [['without what it requires', isBare]] as const;
    const ready = [['with what it requires', isReady]] as const;
    for (const [given, isOne] of [...(entry.requirements ? bare : []), ...ready]) {
      const world = await drifted(entry, { mode: 'auto', isOne });
      const { record, message } = told(world);
      expect(world.writer.written).toEqual([]);
      lines.push('', `${given}, in the mode auto`, `  record: ${record}`);
      lines.push(...message.map((line) => `  message: ${line}`));
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`cut-off/${entry.name}.txt`);
  });

  test('is not taken into the mode auto', async () => {
    const { remediation } = await answering(alerts, [entry]);
    const request = { mode: 'auto', policy: entry.name, why: 'as agreed' };
    expect(await requestMode(request, { objectId: people.ada }, remediation)).toMatchObject({
      kind: 'invalid',
      field: 'mode',
      why: expect.stringContaining('its fix may cut users off'),
    });
  });
});

const sqlServer = named('sql-server-forbids-public-network');
const approver = (objectId: string) =>
  ({
    objectId,
    tenantId: 't',
    kind: 'user',
    roles: ['RemediationApprover'],
    auditor: false,
  }) as const;

test('nobody is told in the mode observe, until somebody requests the fix', async () => {
  const world = await drifted(sqlServer, { isOne: isBare });
  const { id } = world.all().at(-1)!;
  expect(world.all().at(-1)?.remediation).toMatchObject({
    mode: 'observe',
    status: 'none',
    why: expect.stringContaining('no approved private endpoint'),
  });
  expect(world.kinds()).toEqual(['first']);
  await askForPlan(id, { why: 'please' }, { objectId: people.ben }, world.answerPorts);
  await world.answer();
  expect(world.all().at(-1)?.remediation).toMatchObject({ status: 'blocked' });
  expect(world.kinds()).toEqual(['first', 'escalation']);
});

test('once the endpoint is there, the fix is planned on request, and written when people approve it', async () => {
  const world = await drifted(sqlServer, { mode: 'ask', isOne: isBare });
  const { id } = world.all().at(-1)!;
  const ready = casesOf(sqlServer).find(isReady)!;
  world.azure.put(ready.resource);
  await askForPlan(id, { why: 'the endpoint is there' }, { objectId: people.ben }, world.answerPorts);
  await world.answer();
  const { plan } = world.all().at(-1)!;
  expect(plan).toMatchObject({ cutsOff: true });
  await approvePlan(id, { planHash: plan?.hash }, approver(people.ada), world.answerPorts);
  await world.answer();
  expect(world.all().at(-1)?.remediation).toMatchObject({ status: 'verified' });
  expect(world.writer.written.map(({ body }) => body)).toEqual([
    { properties: { publicNetworkAccess: 'Disabled' } },
  ]);
});

test('an endpoint that goes between the approval and the write holds the write up', async () => {
  const world = await drifted(sqlServer, { mode: 'ask', isOne: isReady });
  const { id, plan } = world.all().at(-1)!;
  const bare = casesOf(sqlServer).find((each) => each.state === 'NonCompliant' && isBare(each))!;
  world.azure.put(bare.resource);
  await approvePlan(id, { planHash: plan?.hash }, approver(people.ada), world.answerPorts);
  await world.answer();
  expect(told(world)).toMatchObject({
    record: expect.stringContaining('blocked: the server has no approved private endpoint'),
    message: expect.arrayContaining([expect.stringContaining('First make a private endpoint')]),
  });
  expect(world.writer.written).toEqual([]);
});

test("what a tenant's own policy would set is for people too where it may cut users off", async () => {
  const path = 'properties.allowSharedKeyAccess';
  const policy = propertyPolicy('tenant', 'Microsoft.Storage/storageAccounts', 'allowSharedKeyAccess', false);
  const operation = { operation: 'addOrReplace', field: path, path, value: false } as const;
  const entry: CataloguePolicy = {
    ...policy,
    policy: { ...policy.policy, plan: () => [operation] },
    remediation: 'modify',
    remedy: { kind: 'modify' },
  };
  const world = await answering(alerts, [entry]);
  await world.mode('auto', 'mode', 'tenant');
  const keyed = (allowSharedKeyAccess: boolean) => account(true, accountId, { allowSharedKeyAccess });
  await world.change(keyed(false));
  await world.answer();
  await world.change(keyed(true));
  await world.answer();
  expect(world.all().at(-1)).toMatchObject({
    plan: { kind: 'modify', cutsOff: true },
    remediation: { mode: 'ask', status: 'asked', why: 'it may cut users off' },
  });
  expect(world.writer.written).toEqual([]);
});
