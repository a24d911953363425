import { readFileSync } from 'node:fs';

type Ref = { readonly $ref: string };
type Properties = Readonly<Record<string, { readonly type: Ref }>>;

/** A node of a file of bicep-types-az; only what is walked here. */
type Node =
  | { readonly $type: 'ResourceType'; readonly name: string; readonly body: Ref }
  | { readonly $type: 'ObjectType'; readonly properties: Properties }
  | {
      readonly $type: 'DiscriminatedObjectType';
      readonly baseProperties: Properties;
      readonly elements: Readonly<Record<string, Ref>>;
    }
  | { readonly $type: 'ArrayType'; readonly itemType: Ref }
  | { readonly $type: 'StringType' | 'BooleanType' | 'IntegerType' | 'UnionType' | 'AnyType' };

/** A resource type as Bicep's compiler knows it. */
export interface TypeDefinition {
  /** `Microsoft.Storage/storageAccounts@2026-04-01` */
  readonly name: string;
  readonly body: Ref;
  readonly nodes: readonly Node[];
}

/**
 * Reads every resource type of a folder laid out like bicep-types-az (index.json and the files that it names).
 * Returns the definitions by lower-case type.
 */
export function loadTypeDefinitions(folder: string): Map<string, TypeDefinition> {
  const index = JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as Record<string, string>;
  const definitions = new Map<string, TypeDefinition>();
  for (const file of new Set(Object.values(index))) {
    const nodes = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Node[];
    for (const node of nodes)
      if (node.$type === 'ResourceType')
        definitions.set(node.name.slice(0, node.name.indexOf('@')).toLowerCase(), { ...node, nodes });
  }
  return definitions;
}

/** Whether the path (`properties.logs[*].enabled`) exists in the definition, letter for letter. */
export function hasProperty({ nodes, body }: TypeDefinition, path: string): boolean {
  let current: Node | undefined = resolve(nodes, body);
  for (const segment of path.split('.')) {
    const member: Ref | undefined = propertiesOf(nodes, current)[segment.replace('[*]', '')]?.type;
    if (member === undefined) return false;
    current = resolve(nodes, member);
    if (segment.endsWith('[*]')) {
      if (current?.$type !== 'ArrayType') return false;
      current = resolve(nodes, current.itemType);
    }
  }
  return true;
}

function resolve(nodes: readonly Node[], { $ref }: Ref): Node | undefined {
  return nodes[Number($ref.slice('#/'.length))];
}

function propertiesOf(nodes: readonly Node[], node: Node | undefined): Properties {
  if (node?.$type === 'ObjectType') return node.properties;
  if (node?.$type !== 'DiscriminatedObjectType') return {};
  const variants = Object.values(node.elements).map((element) =>
    propertiesOf(nodes, resolve(nodes, element)),
  );
  return Object.assign({}, node.baseProperties, ...variants) as Properties;
}
