import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../resource.ts';

/** Built-in definitions and initiatives, as a tenant has them, and the provider list with the aliases that they use. */
export interface BuiltIns {
  readonly resources: readonly (Resource & { readonly id: string })[];
  readonly initiatives: readonly (Resource & { readonly id: string })[];
  readonly providers: readonly unknown[];
}

interface Reference {
  readonly policyDefinitionId: string;
  readonly definitionVersion?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

const typeText = /"type":"(Microsoft\.[A-Za-z.]+(?:\/[A-Za-z]+)+)"/gi;

type Aliases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads a folder laid out as `builtin-policies` is; undefined where it is not there. */
export function readBuiltIns(folder: string): BuiltIns | undefined {
  if (!existsSync(join(folder, 'definitions.json'))) return undefined;
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const definitions = read('definitions.json') as readonly (Resource & { id: string })[];
  const initiatives = readdirSync(join(folder, 'initiatives')).map((file) => {
    const initiative = read(`initiatives/${file}`) as Resource & { id: string };
    return { ...initiative, type: 'Microsoft.Authorization/policySetDefinitions' };
  });
  const known = new Set(definitions.map(({ id }) => id.toLowerCase()));
  const references = initiatives.flatMap(
    (initiative) =>
      (initiative as { properties?: { policyDefinitions?: readonly Reference[] } }).properties
        ?.policyDefinitions ?? [],
  );
  const missing = references.filter(({ policyDefinitionId }) => !known.has(policyDefinitionId.toLowerCase()));
  const attestable = new Map(missing.map((each) => [each.policyDefinitionId.toLowerCase(), manualOf(each)]));
  return {
    resources: [...definitions, ...attestable.values(), ...initiatives],
    initiatives,
    providers: providersOf(read('aliases.json') as Aliases, definitions),
  };
}

/**
 * The folder leaves out what people attest: those definitions all look alike, so they are made here.
 * https://learn.microsoft.com/azure/governance/policy/concepts/effect-manual
 */
function manualOf({
  policyDefinitionId: id,
  definitionVersion = '1.*.*',
}: Reference): Resource & { id: string } {
  const version = definitionVersion.replaceAll('*', '0');
  return {
    id,
    name: id.split('/').at(-1) ?? '',
    type: 'Microsoft.Authorization/policyDefinitions',
    properties: {
      displayName: `Attested: ${id.split('/').at(-1)}`,
      policyType: 'BuiltIn',
      mode: 'All',
      version,
      metadata: { version },
      parameters: {
        effect: { type: 'String', defaultValue: 'Manual', allowedValues: ['Manual', 'Disabled'] },
      },
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.Resources/subscriptions' },
        then: { effect: "[parameters('effect')]", details: { defaultState: 'Unknown' } },
      },
    },
  };
}

/** The provider list of aliases in the short form; one whose type does not matter stands under the type of its own name. */
function providersOf(aliases: Aliases, definitions: unknown): readonly unknown[] {
  const types = new Map<string, { name: string; paths: unknown[]; defaultPath: string }[]>();
  for (const [name, paths] of Object.entries(aliases)) {
    for (const [type, path] of Object.entries(paths)) {
      const key = type === '*' ? name.slice(0, name.lastIndexOf('/')) : type;
      const listed = types.get(key) ?? [];
      types.set(key, [
        ...listed,
        { name, paths: [{ path, apiVersions: ['2024-01-01'] }], defaultPath: path },
      ]);
    }
  }
  // What definitions look for, though they name none of its properties.
  for (const [, type = ''] of JSON.stringify(definitions).matchAll(typeText))
    if (!types.has(type.toLowerCase())) types.set(type.toLowerCase(), []);
  const byNamespace = Map.groupBy(types, ([type]) => type.split('/')[0] ?? '');
  return Array.from(byNamespace, ([namespace, entries]) => ({
    namespace,
    resourceTypes: entries.map(([type, aliases]) => ({
      resourceType: type.slice(namespace.length + 1),
      apiVersions: ['2024-01-01'],
      capabilities:
        type.split('/').length > 2
          ? 'None'
          : 'CrossResourceGroupResourceMove, SupportsTags, SupportsLocation',
      aliases,
    })),
  }));
}
