import { describe, expect, test } from 'vitest';
import {
  effectiveSeverity,
  ownershipKnown,
  ownershipNow,
  ownershipOf,
} from '../../../src/monitoring/evaluation/ownership.ts';
import type { OwnershipRules } from '../../../src/monitoring/evaluation/ports.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  propertyPolicy,
  subscription,
  subscriptionId,
  types,
} from '../../support/fakes.ts';
import { headOf } from '../../platform/store/samples.ts';

const rules: OwnershipRules = {
  phiTags: ['phi', 'dataclassification'],
  phiScopes: [],
  organizationTag: 'organization',
  organizations: {},
};
const known = new Map(
  types.map((type) => [
    type.type.toLowerCase(),
    { ...type, ...(type.type === 'Microsoft.Storage/storageAccounts' && { dataStore: true }) },
  ]),
);
const vault = `${group}/providers/Microsoft.KeyVault/vaults/keys`;
const of = (id: string, tags: unknown, more: Partial<OwnershipRules> = {}) =>
  ownershipOf(tags, id, { ...rules, ...more }, known);

describe('PHI', () => {
  test.each([
    ['a data store without tags', accountId, undefined, true],
    ['a data store whose tag says no', accountId, { PHI: 'No' }, false],
    ['a data store whose tag says nothing clear', accountId, { phi: 'maybe' }, true],
    ['a data store of another classification', accountId, { dataClassification: 'internal' }, true],
    ['a part of a data store', `${accountId}/blobServices/default`, undefined, true],
    ['a vault without tags', vault, undefined, false],
    ['a vault whose tag says yes', vault, { DataClassification: 'PHI' }, true],
    ['the first tag goes before the second', vault, { phi: 'false', dataClassification: 'phi' }, false],
    ['the second tag counts where the first is not there', vault, { dataClassification: 'phi' }, true],
    [
      'the second tag counts where the first is not clear',
      vault,
      { phi: '?', dataClassification: 'phi' },
      true,
    ],
    ['a tag with blanks around its value', vault, { phi: ' Yes ' }, true],
    ['tags that are none', vault, 'phi', false],
    ['tags that are null', vault, null, false],
    ['a tag whose value is no text', accountId, { phi: false }, true],
    [
      'a part of a part of a data store',
      `${accountId}/blobServices/default/containers/scans`,
      undefined,
      true,
    ],
    ['what lies in no subscription', '/providers/Microsoft.Management/managementGroups/m', undefined, false],
    ['a type of which nothing is known', `${group}/providers/Microsoft.Test/things/t`, undefined, false],
  ])('%s', (_what, id, tags, phi) => {
    expect(of(id, tags).phi).toBe(phi);
  });

  test.each([
    ['yes', ['true', 'yes', 'y', '1', 'phi', 'ePHI'], vault, true],
    ['no', ['false', 'no', 'n', '0', 'none', 'no-phi', 'non-phi', 'public'], accountId, false],
  ] as const)('%s is said by %j', (_what, words, id, phi) => {
    for (const word of words) expect(of(id, { phi: word }).phi, word).toBe(phi);
  });

  test('a setting goes before the tags', () => {
    const phiScopes = [group.toUpperCase()];
    expect(of(vault, { phi: 'false' }, { phiScopes }).phi).toBe(true);
    expect(of(vault, { phi: 'false' }, { phiScopes: [`${group}2`] }).phi).toBe(false);
    expect(of(vault, { phi: 'false' }, { phiScopes: [`${group}2`, group] }).phi).toBe(true);
  });

  test('raises the severity by a step', () => {
    const severities = ['low', 'medium', 'high', 'critical'] as const;
    expect(severities.map((each) => effectiveSeverity(each, true))).toEqual([
      'medium',
      'high',
      'critical',
      'critical',
    ]);
    expect(severities.map((each) => effectiveSeverity(each, false))).toEqual(severities);
  });
});

test.each([
  ['a part of an account that holds none', `${accountId}/blobServices/default`, accountId, false, false],
  ['an account in a group of no PHI', accountId, group, false, true],
  ['a part of what holds PHI', `${vault}/secrets/s`, vault, true, true],
  ['a part of what nothing is known of', `${vault}/secrets/s`, vault, undefined, false],
])('of the whole, only what was said of it counts: %s', (_what, id, resourceId, phi, expected) => {
  expect(
    ownershipOf(undefined, id, rules, known, { resourceId, ...(phi !== undefined && { phi }) }).phi,
  ).toBe(expected);
});

test('a tag of a part goes before what is known of its whole', () => {
  const part = `${vault}/secrets/s`;
  const whole = { resourceId: vault, phi: true, organization: 'south' };
  expect(ownershipOf({ phi: 'no', organization: 'north' }, part, rules, known, whole)).toEqual({
    phi: false,
    organization: 'north',
  });
  expect(ownershipOf({}, part, rules, known, whole)).toEqual({ phi: true, organization: 'south' });
});

test('an organization comes from the tag, then from the whole, then from the subscription', () => {
  const organizations = { [subscriptionId]: 'lakeside' };
  const whole = { resourceId: vault, organization: 'south' };
  expect(ownershipOf({}, vault, { ...rules, organizations }, known, whole).organization).toBe('south');
  expect(of(vault.toUpperCase(), {}, { organizations }).organization).toBe('lakeside');
  expect(of(vault, { Organization: 'north' }, { organizations }).organization).toBe('north');
  expect(of(vault, { organization: ' ' }, { organizations }).organization).toBe('lakeside');
  expect(of(vault, {})).toEqual({ phi: false });
});

test.each(['the whole', 'the part'])(
  'a part has what its whole has, if %s is evaluated first',
  async (first) => {
    const child = 'Microsoft.Storage/storageAccounts/blobServices';
    const world = createWorld([
      propertyPolicy(
        'secure-transfer',
        'Microsoft.Storage/storageAccounts',
        'supportsHttpsTrafficOnly',
        true,
      ),
      propertyPolicy('versions', child, 'versioned', true),
    ]);
    world.azure.put({ ...account(false), tags: { phi: 'yes', organization: 'north' } });
    const part = `${accountId}/blobServices/default`;
    world.azure.put({ id: part, name: 'default', type: child, properties: { versioned: false } });
    for (const id of first === 'the whole' ? [accountId, part] : [part, accountId]) {
      await handleEvent(eventOf(id, world.clock.iso()), world.ports, budget);
      await drain(world);
    }
    for (const id of [accountId, part])
      expect(world.store.journal(id)).toMatchObject([
        { severity: 'high', effectiveSeverity: 'critical', phi: true, organization: 'north' },
      ]);
  },
);

describe('what is known of the whole', () => {
  const part = `${accountId}/blobServices/default`;
  const holdsNone = { ...account(true), tags: { phi: 'no', organization: 'north' } };
  const none = { phi: false, organization: 'north' };
  const ports = (world: ReturnType<typeof createWorld>) => ({
    ...world.ports,
    catalogue: { ...world.ports.catalogue, types: known },
  });

  test('is read if the whole was never evaluated', async () => {
    const world = createWorld();
    world.azure.put(holdsNone);
    expect(await ownershipNow({ type: 'x' }, part, ports(world))).toEqual(none);
    expect(world.azure.reads).toEqual([accountId]);
  });

  test('is what was stored of it, if it was evaluated', async () => {
    const world = createWorld();
    await world.store.commit(headOf(accountId, none), [], undefined);
    expect(await ownershipNow({ type: 'x' }, part, ports(world))).toEqual(none);
    expect(world.azure.reads).toEqual([]);
  });

  test('is nothing where it cannot be read: a data store counts as PHI then', async () => {
    const world = createWorld();
    expect(await ownershipNow({ type: 'x' }, part, ports(world))).toEqual({ phi: true });
  });

  test('is not asked for where a resource lies in a group or a subscription alone', async () => {
    const world = createWorld();
    await ownershipNow(holdsNone, accountId, ports(world));
    await ownershipNow({ type: 'x' }, group, ports(world));
    await ownershipNow({ type: 'x' }, subscription, ports(world));
    expect(world.azure.reads).toEqual([]);
  });

  test('of a resource that cannot be read, what was stored of it stands', () => {
    const { ownership } = createWorld().ports;
    const change = {
      resourceId: accountId,
      time: '2026-03-01T08:00:00Z',
      trigger: { kind: 'retry' },
    } as const;
    const task = { target: accountId, change, attempt: 0 };
    const given = { ownership, catalogue: { ...createWorld().ports.catalogue, types: known } };
    expect(ownershipKnown(headOf(accountId, none), task, given)).toEqual(none);
    expect(ownershipKnown(headOf(accountId), task, given)).toEqual({ phi: true });
    expect(ownershipKnown(undefined, task, given)).toEqual({ phi: true });
  });
});
