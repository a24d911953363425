import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aliasTables } from '../../tools/conformance/alias-tables.ts';
import type { ConformanceCase } from '../../tools/conformance/case.ts';
import { runCase } from '../../tools/conformance/run-case.ts';
import { needsShared, sharedPath } from '../support/shared.ts';
import disputed from './disputed.json' with { type: 'json' };

const file = 'conformance/azure-policy/cases.json';
const tables = aliasTables(sharedPath(''));
const now = new Date('2026-01-01T00:00:00Z');

describe('shared cases', needsShared(file), () => {
  test('all pass but the disputed ones', () => {
    const cases = JSON.parse(readFileSync(sharedPath(file), 'utf8')) as readonly ConformanceCase[];
    const failed = cases.filter((one) => !runCase(one, tables(one.aliases), now).passed);
    expect(cases.length).toBeGreaterThan(700);
    expect(failed.map(({ id }) => id)).toEqual(disputed);
    expect(disputed.length).toBeLessThanOrEqual(3);
  });
});

const STORAGE = 'Microsoft.Storage/storageAccounts';
const definition = {
  policyRule: {
    if: { field: `${STORAGE}/supportsHttpsTrafficOnly`, equals: "[parameters('wanted')]" },
    then: { effect: 'audit', details: { note: "[toLower('A')]", kept: 1 } },
  },
};
const related = {
  policyRule: {
    if: { field: 'type', equals: STORAGE },
    then: {
      effect: 'auditIfNotExists',
      details: {
        type: `${STORAGE}/blobServices`,
        existenceCondition: { field: `${STORAGE}/blobServices/isVersioningEnabled`, equals: true },
      },
    },
  },
};
const resource = {
  id: `/subscriptions/s/resourceGroups/g/providers/${STORAGE}/st`,
  type: STORAGE,
  properties: { supportsHttpsTrafficOnly: true },
};
const blobs = (isVersioningEnabled: boolean) => ({
  type: `${STORAGE}/blobServices`,
  name: 'default',
  properties: { isVersioningEnabled },
});

const passed = (one: Omit<ConformanceCase, 'id'>): boolean =>
  runCase({ id: 'case', ...one }, tables(undefined), now).passed;

describe('the runner tells right from wrong', () => {
  test.each<[string, Omit<ConformanceCase, 'id'>, Omit<ConformanceCase, 'id'>]>([
    [
      'effect, and parameters plain or wrapped',
      { definition, resource, parameters: { wanted: true }, expect: { effect: 'audit' } },
      { definition, resource, parameters: { wanted: { value: false } }, expect: { effect: 'audit' } },
    ],
    [
      'no effect',
      { definition, resource, parameters: { wanted: false }, expect: { effect: null } },
      { definition, resource, parameters: { wanted: true }, expect: { effect: null } },
    ],
    [
      'refusal',
      { definitionText: '{"policyRule":', expect: { error: true } },
      { definition, resource, parameters: { wanted: true }, expect: { error: true } },
    ],
    [
      'unknown',
      { definition: unknown(), resource, expect: { unknown: true } },
      { definition, resource, parameters: { wanted: true }, expect: { unknown: true } },
    ],
    [
      'state',
      { definition: related, resource, children: [blobs(true)], expect: { compliant: true } },
      { definition: related, resource, children: [blobs(false)], expect: { compliant: true } },
    ],
    [
      'answers to look-ups',
      { definition: related, resource, related: [{ response: blobs(true) }], expect: { effect: null } },
      { definition: related, resource, related: [{ response: null }], expect: { effect: null } },
    ],
    [
      'details on the keys that are named',
      {
        definition: related,
        resource,
        expectDetails: { type: `${STORAGE}/blobServices` },
        expect: { effect: 'auditifnotexists' },
      },
      {
        definition: related,
        resource,
        expectDetails: { type: 'other' },
        expect: { effect: 'auditifnotexists' },
      },
    ],
    [
      'context',
      { definition: inGroup('myResourceGroup'), resource: { type: STORAGE }, expect: { effect: 'audit' } },
      { definition: inGroup('rg'), resource: { type: STORAGE }, expect: { effect: 'audit' } },
    ],
  ])('%s', (_, right, wrong) => {
    expect(passed(right)).toBe(true);
    expect(passed(wrong)).toBe(false);
  });
});

describe('a case that names no api-version', () => {
  const since = (version: string) => ({
    policyRule: {
      if: { value: '[requestContext().apiVersion]', greaterOrEquals: version },
      then: { effect: 'audit' },
    },
  });

  test('has the newest that is known for its type', () => {
    for (const type of [STORAGE, STORAGE.toUpperCase(), `${STORAGE}/blobServices`]) {
      expect(
        passed({ definition: since('2000-01-01'), resource: { type }, expect: { effect: 'audit' } }),
      ).toBe(true);
      expect(passed({ definition: since('9999-01-01'), resource: { type }, expect: { effect: null } })).toBe(
        true,
      );
    }
    const old = { definition: since('2000-01-01'), resource: { type: STORAGE }, apiVersion: '1999-01-01' };
    expect(passed({ ...old, expect: { effect: null } })).toBe(true);
  });

  test('is Unknown where none is known', () => {
    const resource = { type: 'Microsoft.Test/things' };
    expect(passed({ definition: since('2000-01-01'), resource, expect: { unknown: true } })).toBe(true);
    const field = { policyRule: { if: { field: 'apiVersion', exists: false }, then: { effect: 'audit' } } };
    expect(passed({ definition: field, resource, expect: { unknown: true } })).toBe(true);
  });
});

function unknown() {
  return { policyRule: { if: { value: "[int('x')]", equals: 1 }, then: { effect: 'audit' } } };
}

function inGroup(name: string) {
  return { policyRule: { if: { value: '[resourceGroup().name]', equals: name }, then: { effect: 'audit' } } };
}
