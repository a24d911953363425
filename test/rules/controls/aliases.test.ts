import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { needsShared, sharedPath } from '../../support/shared.ts';
import { hasProperty, loadTypeDefinitions } from './type-definitions.ts';

type AliasTable = Record<string, Record<string, string>>;
type TypeTable = Record<string, { type: string; apiVersion: string; kind: string; indexed: boolean }>;

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const aliases = read('controls/aliases.json') as AliasTable;
const types = read('controls/types.json') as TypeTable;
const policies = globSync('controls/policies/*/*/policy.json').map((path) => ({ path, json: read(path) }));

/** Properties that Azure's alias table still names and the pinned api-version no longer returns. */
const retired = new Set(['microsoft.sql/transparentdataencryption.status']);

/** Not deployed as resources, so no type definition describes them. */
const containers = new Set([
  'microsoft.resources/subscriptions',
  'microsoft.resources/subscriptions/resourcegroups',
]);

/** Every string of a JSON value, with the key it stands under. */
function* strings(value: unknown, key = ''): Generator<{ key: string; text: string }> {
  if (typeof value === 'string') yield { key, text: value };
  else if (Array.isArray(value)) for (const member of value) yield* strings(member, key);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* strings(member, name);
}

/** Aliases that rules name: in `field`, and in the functions field() and current(). */
function usedAliases(value: unknown): Set<string> {
  const used = new Set<string>();
  for (const { key, text } of strings(value)) {
    if (text.startsWith('['))
      for (const [, name] of text.matchAll(/\b(?:field|current)\('([^']*\/[^']*)'\)/g))
        used.add(name!.toLowerCase());
    else if (key === 'field' && text.includes('/')) used.add(text.toLowerCase());
  }
  return used;
}

/** Resource types that rules name: those they evaluate and those they look up. */
function usedTypes(value: unknown): Set<string> {
  const used = new Set<string>();
  for (const { key, text } of strings(value))
    if ((key === 'type' || key === 'equals') && /^Microsoft\.\w+\/[\w/]+$/.test(text))
      used.add(text.toLowerCase());
  return used;
}

const rules = policies.map(
  ({ json }) => (json as { properties: { policyRule: unknown } }).properties.policyRule,
);
const requirements = read('controls/requirements.json');

describe('controls/aliases.json', () => {
  test('has lower-case keys', () => {
    for (const [alias, byType] of Object.entries(aliases))
      for (const key of [alias, ...Object.keys(byType)]) expect(key).toBe(key.toLowerCase());
  });

  test('holds exactly the aliases that the policies and what remedies require use', () => {
    const used = usedAliases([rules, requirements]);
    expect(used.size).toBeGreaterThan(0);
    expect(Object.keys(aliases).toSorted()).toEqual([...used].toSorted());
  });

  test('names no type that types.json lacks', () => {
    const named = Object.values(aliases).flatMap((byType) => Object.keys(byType));
    expect(named.filter((type) => !(type in types))).toEqual([]);
  });

  test('spells every path as the type definitions do', needsShared('bicep-types'), () => {
    const definitions = loadTypeDefinitions(sharedPath('bicep-types'));
    const wrong = Object.entries(aliases)
      .filter(([alias]) => !retired.has(alias))
      .flatMap(([alias, byType]) => Object.entries(byType).map(([type, path]) => ({ alias, type, path })))
      .filter(({ type, path }) => {
        const definition = definitions.get(type);
        return definition === undefined || !hasProperty(definition, path);
      });
    expect(wrong).toEqual([]);
  });
});

describe('controls/types.json', () => {
  test('is keyed by the lower-case type', () => {
    for (const [key, { type }] of Object.entries(types)) expect(key).toBe(type.toLowerCase());
  });

  test('covers every type that the policies evaluate or look up', () => {
    const used = usedTypes(rules);
    expect(used.size).toBeGreaterThan(0);
    // Named only to be left out: a directory lies with its tenant and is never read.
    used.delete('microsoft.azureactivedirectory/b2cdirectories');
    expect([...used].filter((type) => !(type in types))).toEqual([]);
  });

  test('pins the api-versions of the type definitions', needsShared('bicep-types'), () => {
    const definitions = loadTypeDefinitions(sharedPath('bicep-types'));
    const wrong = Object.entries(types).filter(
      ([key, { type, apiVersion }]) =>
        !containers.has(key) && definitions.get(key)?.name !== `${type}@${apiVersion}`,
    );
    expect(wrong).toEqual([]);
  });
});
