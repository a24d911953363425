import { expect, test } from 'vitest';
import { compilePolicy, parseAliases } from '../../../src/rules/policy/index.ts';
import { loadCatalogue, policyPack } from '../../../src/rules/controls/index.ts';

const catalogue = loadCatalogue();
const aliases = parseAliases([], { fallback: 'convention' });
const pack = policyPack(catalogue);
const definitions = pack.resources.slice(0, -1) as unknown as readonly {
  readonly name: string;
  readonly properties: {
    readonly displayName: string;
    readonly description: string;
    readonly parameters?: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
  };
}[];
const initiative = pack.resources.at(-1) as {
  readonly properties: {
    readonly policyDefinitionGroups: readonly { readonly name: string }[];
    readonly policyDefinitions: readonly { readonly groupNames: readonly string[] }[];
  };
};

/** A template as Azure Resource Manager takes it: a doubled bracket is a single one. */
function asTaken(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('"[[', '"['));
}

test('every policy is in the pack, and none has a mandatory parameter', () => {
  expect(definitions.map(({ name }) => name)).toEqual(catalogue.policies.map(({ name }) => name));
  const mandatory = definitions.flatMap(({ name, properties: { parameters = {} } }) =>
    Object.entries(parameters).flatMap(([parameter, { defaultValue }]) =>
      defaultValue === undefined ? [`${name} ${parameter}`] : [],
    ),
  );
  expect(mandatory).toEqual([]);
});

test('an expression of a policy is none of the template, and the policy is the same once it is taken', () => {
  expect(JSON.stringify(definitions)).not.toMatch(/"\[(?!\[)/);
  for (const { name, properties } of definitions) {
    const taken = asTaken({ name, properties });
    expect(() => compilePolicy(taken, { name, aliases })).not.toThrow();
    const own = (catalogue.definition(name) as { properties: { policyRule: unknown } }).properties.policyRule;
    expect((taken as { properties: { policyRule: unknown } }).properties.policyRule).toEqual(own);
  }
});

test('it keeps the limits of Azure Policy', () => {
  for (const { name, properties } of definitions) {
    expect([name, name.length <= 64]).toEqual([name, true]);
    expect([name, properties.displayName.length <= 128]).toEqual([name, true]);
    expect([name, properties.description.length <= 512]).toEqual([name, true]);
  }
  expect(JSON.stringify(pack).length).toBeLessThan(4 * 1024 * 1024);
  expect(pack.resources.length).toBeLessThan(800);
  const groups = new Set(initiative.properties.policyDefinitionGroups.map(({ name }) => name));
  const named = initiative.properties.policyDefinitions.flatMap(({ groupNames }) => groupNames);
  expect(named.filter((name) => !groups.has(name))).toEqual([]);
});
