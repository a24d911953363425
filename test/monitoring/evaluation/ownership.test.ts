import { describe, expect, test } from 'vitest';
import { effectiveSeverity, ownershipOf } from '../../../src/monitoring/evaluation/ownership.ts';
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
  subscriptionId,
  types,
} from '../../support/fakes.ts';

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
    ['tags that are none', vault, 'phi', false],
  ])('%s', (_what, id, tags, phi) => {
    expect(of(id, tags).phi).toBe(phi);
  });

  test('a setting goes before the tags', () => {
    const phiScopes = [group.toUpperCase()];
    expect(of(vault, { phi: 'false' }, { phiScopes }).phi).toBe(true);
    expect(of(vault, { phi: 'false' }, { phiScopes: [`${group}2`] }).phi).toBe(false);
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
])('of the whole, only what was said of it counts: %s', (_what, id, resourceId, phi, expected) => {
  expect(ownershipOf(undefined, id, rules, known, { resourceId, phi }).phi).toBe(expected);
});

test('an organization comes from the tag, then from the subscription', () => {
  const organizations = { [subscriptionId]: 'lakeside' };
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
