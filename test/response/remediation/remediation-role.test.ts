import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import role from '../../../infra/remediation-role.json' with { type: 'json' };
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { withActions } from '../../../tools/remediation-role/with-actions.ts';
import { failingCase, remediable, startWrites, subscription } from './catalogue-writes.ts';

test('the role has the actions that the remedies need: `npm run remediation-role` writes them', () => {
  const path = new URL('../../../infra/remediation-role.json', import.meta.url);
  const text = readFileSync(path, 'utf8');
  expect(JSON.parse(withActions(text, loadCatalogue()))).toEqual(JSON.parse(text));
});

const subnet = `${subscription}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps`;
const virtualNetworkRules = [{ id: subnet, action: 'Allow' }];

/** The failing case of each remedy, by type; what can have rules for subnets has one. */
const all = remediable
  .flatMap(({ name, policy }) => (policy.resourceTypes ?? []).map((type) => ({ name, type })))
  .map(({ name, type }) => {
    const [resource, ...related] = failingCase(name, type);
    const properties = resource!['properties'] as Record<string, unknown>;
    const acls = properties['networkAcls'] as object | undefined;
    const ruled = {
      ...properties,
      ...(acls && { networkAcls: { ...acls, virtualNetworkRules } }),
      ...(resource!.type.endsWith('/databaseAccounts') && { virtualNetworkRules }),
    };
    return { name, resources: [{ ...resource!, properties: ruled }, ...related] };
  });

/** The remedies that fail without an action, each with what the message says. */
async function failuresWithout(action: string): Promise<Record<string, string>> {
  const actions = role.Actions.filter((each) => each !== action);
  const resources = all.flatMap((each) => each.resources);
  const { apply, sent } = await startWrites(resources, { actions });
  const failures: Record<string, string> = {};
  for (const { name, resources: own } of all) {
    const before = sent().length;
    const result = await apply(name, own[0]!.id);
    if (result.kind === 'written') continue;
    expect(sent(), `${name} is not sent`).toHaveLength(before);
    failures[name + (own[0]!.type.endsWith('/slots') ? ' (slot)' : '')] =
      `${result.kind}: ${'why' in result ? result.why.replaceAll(subscription, '') : ''}`;
  }
  return failures;
}

/** Remediation tasks are no remedy of the catalogue; tasks.test.ts has them. */
const taken = role.Actions.filter((action) => !action.startsWith('Microsoft.PolicyInsights/'));

describe('a role without one of its actions', () => {
  test.each(taken)('%s: the remedies that need it fail, and the message names it', async (action) => {
    const failures = await failuresWithout(action);
    expect(failures).toMatchSnapshot();
    expect(Object.keys(failures)).not.toEqual([]);
    const named = action === '*/read' ? 'Microsoft.Authorization/permissions/read' : action;
    for (const why of Object.values(failures)) expect(why).toContain(`lacks ${named} on `);
  });
});
