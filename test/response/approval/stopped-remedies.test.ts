import type { Denial } from '@phiwatch/azure-simulator';
import { describe, expect, test } from 'vitest';
import role from '../../../infra/remediation-role.json' with { type: 'json' };
import { ownResourcesOf } from '../../../src/response/remediation/own-resources.ts';
import { planned, remedies, rowOf } from '../catalogue-remedies.ts';
import type { Case } from '../catalogue-remedies.ts';
import { drifted, told } from '../drifted.ts';
import { catalogue } from '../simulated.ts';

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000000';
const subnet = `${subscription}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps`;
const join = 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action';
const withoutJoin = role.Actions.filter((action) => action !== join);
const rows: string[] = [];

/** The cases of what can have rules for subnets, each with one; undefined: it can have none. */
function withSubnet(cases: readonly Case[]): readonly Case[] | undefined {
  const [{ resource } = { resource: { type: '' } }] = cases;
  const rules = { virtualNetworkRules: [{ id: subnet, action: 'Allow' }] };
  const ruledBy = new Map<string, (properties: Readonly<Record<string, unknown>>) => object>([
    ['Microsoft.DocumentDB/databaseAccounts', () => rules],
    ...['Microsoft.Storage/storageAccounts', 'Microsoft.KeyVault/vaults'].map(
      (type) =>
        [
          type,
          ({ networkAcls }: Readonly<Record<string, unknown>>) => ({
            networkAcls: { defaultAction: 'Allow', ...(networkAcls as object | undefined), ...rules },
          }),
        ] as const,
    ),
  ]).get(resource.type);
  if (!ruledBy) return undefined;
  return cases.map((each) => {
    const properties = each.resource['properties'] as Readonly<Record<string, unknown>>;
    return { ...each, resource: { ...each.resource, properties: { ...properties, ...ruledBy(properties) } } };
  });
}

describe.each(remedies)('%s', (policy, cases) => {
  const ruled = withSubnet(cases);

  test.runIf(ruled)('is carried out beside a rule for a subnet, under the shipped role', async () => {
    const { carryOut } = await planned(policy, ruled ?? []);
    const shown = await carryOut();
    rows.push(rowOf(policy, 'a rule for a subnet, the shipped role', shown));
    expect(shown.record).toEqual(['applied, verified']);
  });

  test.runIf(ruled)('is not sent where it names a subnet that the role does not reach', async () => {
    const { carryOut, simulation } = await planned(policy, ruled ?? [], { actions: withoutJoin });
    const shown = await carryOut();
    rows.push(rowOf(policy, 'a rule for a subnet, a role without the right on it', shown));
    const isNamed = shown.messages.some((each) => each.includes(`lacks ${join} on ${subnet}`));
    // What does not touch the rules of an account or a vault needs no right on their subnets.
    if (!isNamed) return expect(shown.record).toEqual(['applied, verified']);
    expect(shown.record).toEqual([]);
    expect(simulation.changes).toEqual([]);
  });

  test('is not sent where a policy of the tenant denies it, which is named', async () => {
    const { carryOut, simulation } = await planned(policy, cases);
    const denial: Denial = {
      assignmentId: `${subscription}/providers/Microsoft.Authorization/policyAssignments/freeze`,
      definitionId: '/providers/Microsoft.Authorization/policyDefinitions/no-change',
      denies: () => true,
    };
    simulation.denials = [denial];
    const shown = await carryOut();
    rows.push(rowOf(policy, 'a deny policy of the tenant', shown));
    expect(shown.messages).toEqual([expect.stringContaining(denial.assignmentId)]);
    expect(shown.response?.remediation).toMatchObject({ status: 'blocked' });
    expect(simulation.changes).toEqual([]);
  });

  test('is for people where phiwatch itself runs on the resource, in the mode auto too', async () => {
    const entry = catalogue.policy(policy)!;
    const own = (id: string) => ownResourcesOf({ OWN_RESOURCES: id });
    const world = await drifted(entry, { mode: 'auto', own });
    expect(world.writer.written).toEqual([]);
    const { record, message } = told(world);
    rows.push([policy, 'what phiwatch itself runs on, mode auto', record, ...message].join(' | '));
    expect(record).toMatch(
      /^ask, asked: (?:phiwatch itself runs on the resource|it may cut users off)|^auto, blocked/,
    );
  });
});

test('the record and the messages are as they were read and found right', async () => {
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('stopped-remedies.txt');
});
