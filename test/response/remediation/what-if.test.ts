import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/resource.ts';
import type { Plan } from '../../../src/response/remediation/types.ts';
import { whatIf } from '../../../src/response/remediation/what-if.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/types.ts';
import { account, accountId, policyOf, propertyPolicy, secureTransfer } from '../../support/fakes.ts';
import { alerts, answering } from '../world.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const services = `${storage}/blobServices`;
const child = (name: string, on: boolean) => ({
  ...account(on, `${accountId}/blobServices/${name}`),
  type: services,
});

const plan: Plan = {
  hash: '0',
  kind: 'patch',
  policy: 'secure-transfer',
  policyVersion: '1.0.0',
  target: accountId,
  method: 'PATCH',
  changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
  plannedAt: '2026-03-01T08:00:00.000Z',
};
const onChild = { ...plan, target: `${accountId}/blobServices/default` };
const isOn = ({ properties }: Resource) =>
  (properties as { supportsHttpsTrafficOnly: boolean }).supportsHttpsTrafficOnly;

/** Compliant where the default child of the account, or each of them, is on. */
const ofChildren = (which: 'default' | 'each'): CataloguePolicy =>
  policyOf('secure-transfer', [storage], (_resource, _context, lookup) => {
    const query = { type: services, under: accountId, scope: 'resource' } as const;
    const answer = lookup(query);
    if (!answer) return { state: 'Unknown', fields: [], pending: [query] };
    if ('unknown' in answer) return { state: 'Unknown', reason: answer.unknown, fields: [] };
    const looked = answer.resources.filter(({ id = '' }) => which === 'each' || id.endsWith('/default'));
    return { state: looked.every(isOn) ? 'Compliant' : 'NonCompliant', fields: [] };
  });
const wants = (name: string, value: unknown) =>
  propertyPolicy(name, storage, 'supportsHttpsTrafficOnly', value);
const never = (name: string) => wants(name, 'never');
const unknown = policyOf('odd', [storage], (resource) =>
  isOn(resource) ? { state: 'NonCompliant', fields: [] } : { state: 'Unknown', fields: [] },
);
const vague = policyOf('vague', [storage], (resource) =>
  isOn(resource) ? { state: 'Unknown', fields: [] } : { state: 'Compliant', fields: [] },
);
const elsewhere = propertyPolicy(
  'secure-transfer',
  'Microsoft.KeyVault/vaults',
  'supportsHttpsTrafficOnly',
  true,
);

/** Of an account that is not on, with two children that are not on either. */
test.each<[given: string, plan: Plan, policies: CataloguePolicy[], state: string, worse: readonly string[]]>([
  ['its policy would be met', plan, [secureTransfer], 'Compliant', []],
  [
    'its target is in another spelling',
    { ...plan, target: accountId.toUpperCase() },
    [secureTransfer],
    'Compliant',
    [],
  ],
  ['its policy would not be met', plan, [never('secure-transfer')], 'NonCompliant', []],
  ['its policy does not apply', plan, [elsewhere], 'NotApplicable', []],
  [
    'another policy would no longer be met',
    plan,
    [secureTransfer, wants('plain', false)],
    'Compliant',
    ['plain'],
  ],
  ['another policy is not met before either', plan, [secureTransfer, never('other')], 'Compliant', []],
  ['another policy could not be evaluated before', plan, [secureTransfer, unknown], 'Compliant', []],
  ['another policy could not be evaluated then', plan, [secureTransfer, vague], 'Compliant', []],
  ['its child would be on', onChild, [ofChildren('default')], 'Compliant', []],
  [
    'its child, in another spelling, would be on',
    { ...onChild, target: onChild.target.toUpperCase() },
    [ofChildren('default')],
    'Compliant',
    [],
  ],
  ['only one of its children would be on', onChild, [ofChildren('each')], 'NonCompliant', []],
  ['the child is written, not the account', onChild, [secureTransfer], 'NonCompliant', []],
])('what if %s', async (_given, of, policies, state, worse) => {
  const { azure, remediation, writer } = await answering(alerts, policies);
  for (const resource of [child('default', false), child('other', false)]) azure.put(resource);
  expect(await whatIf(of, account(false), remediation)).toEqual({ state, worse });
  expect(writer.written).toEqual([]);
});

test('what if children cannot be read: it is not known whether the policy would be met', async () => {
  const { azure, clock, remediation } = await answering(alerts, [ofChildren('default')]);
  const failed = { kind: 'failed', startedAt: clock.iso(), reason: 'HTTP 503' } as const;
  azure.instead.set(`${services}@${accountId}`.toLowerCase(), () => failed);
  expect(await whatIf(onChild, account(false), remediation)).toEqual({ state: 'Unknown', worse: [] });
});

test('a policy that fails on the resource counts as not known', async () => {
  const fails = policyOf('secure-transfer', [storage], () => {
    throw new Error('odd');
  });
  const { remediation } = await answering(alerts, [fails]);
  expect(await whatIf(plan, account(false), remediation)).toEqual({ state: 'Unknown', worse: [] });
});

test('what if a child has no id: it is left as it is', async () => {
  const { azure, clock, remediation } = await answering(alerts, [ofChildren('each')]);
  const { id: _id, ...nameless } = child('other', false);
  const resources = [child('default', false), nameless];
  const found = { kind: 'found', startedAt: clock.iso(), resources } as const;
  azure.instead.set(`${services}@${accountId}`.toLowerCase(), () => found);
  expect(await whatIf(onChild, account(false), remediation)).toEqual({ state: 'NonCompliant', worse: [] });
});

test('what if the type of the resource has no known api-version: its policies are evaluated all the same', async () => {
  const type = 'Microsoft.Odd/things';
  const odd = propertyPolicy('secure-transfer', type, 'supportsHttpsTrafficOnly', true);
  const { remediation } = await answering(alerts, [odd]);
  expect(await whatIf(plan, { ...account(false), type }, remediation)).toEqual({
    state: 'Compliant',
    worse: [],
  });
});
