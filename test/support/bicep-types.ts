import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedPath } from './shared.ts';

interface Ref {
  readonly $ref: string;
}

/** The nodes of the format that Bicep's compiler reads: https://github.com/Azure/bicep-types */
interface Node {
  readonly $type: string;
  readonly name?: string;
  readonly body?: Ref;
  readonly value?: string;
  readonly itemType?: Ref;
  readonly elements?: readonly Ref[] | Readonly<Record<string, Ref>>;
  readonly discriminator?: string;
  readonly baseProperties?: Properties;
  readonly properties?: Properties;
  readonly additionalProperties?: Ref;
}

type Properties = Readonly<Record<string, { readonly type: Ref; readonly flags: number }>>;

const required = 1;

/** A node together with the file whose positions its references point at. */
interface Located {
  readonly file: readonly Node[];
  readonly node: Node;
}

export interface BicepTypes {
  /** Resource types that are described, lower case. */
  readonly types: ReadonlySet<string>;
  /** What is wrong with the resource, as `path: problem`; undefined: its type is not described. */
  problems(resource: {
    readonly type: string;
    readonly [property: string]: unknown;
  }): readonly string[] | undefined;
  /** Whether the type has the path, written `properties.ipRules[*].value`. Names are compared without case. */
  has(type: string, path: string): boolean;
}

/** Reads all type definitions; undefined where the folder is absent. */
export function readBicepTypes(folder = sharedPath('bicep-types')): BicepTypes | undefined {
  if (!existsSync(folder)) return undefined;
  const bodies = new Map<string, Located>();
  for (const name of readdirSync(folder).filter((each) => /^microsoft.*\.json$/.test(each))) {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Node[];
    for (const node of file) {
      if (node.$type !== 'ResourceType' || !node.name || !node.body) continue;
      bodies.set(node.name.split('@')[0]!.toLowerCase(), follow({ file, node }, node.body));
    }
  }
  return {
    types: new Set(bodies.keys()),
    problems(resource) {
      const body = bodies.get(resource.type.toLowerCase());
      return body && [...check(body, resource, '')];
    },
    has(type, path) {
      const body = bodies.get(type.toLowerCase());
      const steps = path.replaceAll('[*]', '.*').split('.');
      return body !== undefined && reaches(body, steps);
    },
  };
}

function follow(from: Located, ref: Ref): Located {
  const node = from.file[Number(ref.$ref.slice(2))];
  if (!node) throw new Error(`no node at ${ref.$ref}`);
  return { file: from.file, node };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function* check(at: Located, value: unknown, path: string): Generator<string> {
  const { node } = at;
  const kind = kindOf(value);
  const expected: Record<string, string> = {
    StringType: 'string',
    BooleanType: 'boolean',
    IntegerType: 'number',
    ArrayType: 'array',
    ObjectType: 'object',
    DiscriminatedObjectType: 'object',
  };
  if (node.$type === 'AnyType') return;
  // Resource providers send null for what is not set.
  if (kind === 'null' && node.$type !== 'StringLiteralType') return;
  const wanted = expected[node.$type];
  if (wanted !== undefined && wanted !== kind) {
    yield `${path}: ${kind}, expected ${wanted}`;
  } else if (node.$type === 'IntegerType' && !Number.isInteger(value)) {
    yield `${path}: not an integer`;
  } else if (node.$type === 'StringLiteralType' && value !== node.value) {
    yield `${path}: ${JSON.stringify(value)}, expected ${JSON.stringify(node.value)}`;
  } else if (node.$type === 'UnionType') {
    const tries = Object.values(node.elements ?? {}).map((ref) =>
      Array.from(check(follow(at, ref), value, path)),
    );
    if (!tries.some((problems) => problems.length === 0))
      yield tries.map((problems) => problems[0]).join(' or ');
  } else if (node.$type === 'ArrayType' && node.itemType) {
    for (const [index, item] of (value as unknown[]).entries())
      yield* check(follow(at, node.itemType), item, `${path}[${index}]`);
  } else if (node.$type === 'ObjectType') {
    yield* checkProperties(at, node.properties ?? {}, value as Record<string, unknown>, path);
  } else if (node.$type === 'DiscriminatedObjectType') {
    yield* checkDiscriminated(at, value as Record<string, unknown>, path);
  }
}

function* checkDiscriminated(at: Located, value: Record<string, unknown>, path: string): Generator<string> {
  const elements = (at.node.elements ?? {}) as Readonly<Record<string, Ref>>;
  const given = value[at.node.discriminator ?? ''];
  const ref = typeof given === 'string' ? elements[given] : undefined;
  if (!ref) {
    yield `${path}.${at.node.discriminator}: ${JSON.stringify(given)}, expected one of ${Object.keys(elements).join(', ')}`;
    return;
  }
  const element = follow(at, ref);
  const properties = { ...at.node.baseProperties, ...element.node.properties };
  yield* checkProperties(element, properties, value, path);
}

function* checkProperties(
  at: Located,
  properties: Properties,
  value: Record<string, unknown>,
  path: string,
): Generator<string> {
  for (const [name, { flags }] of Object.entries(properties))
    if (flags & required && !(name in value)) yield `${path}.${name}: missing`;
  for (const [name, inner] of Object.entries(value)) {
    const ref = properties[name]?.type ?? at.node.additionalProperties;
    if (!ref) yield `${path}.${name}: unknown`;
    else yield* check(follow(at, ref), inner, path ? `${path}.${name}` : name);
  }
}

function reaches(at: Located, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined || at.node.$type === 'AnyType') return true;
  if (step === '*') return at.node.itemType !== undefined && reaches(follow(at, at.node.itemType), rest);
  const elements = Object.values(at.node.elements ?? {}).map((ref) => follow(at, ref));
  const properties = { ...at.node.properties, ...at.node.baseProperties };
  const entry = Object.entries(properties).find(([name]) => name.toLowerCase() === step.toLowerCase());
  const ref = entry?.[1].type ?? at.node.additionalProperties;
  if (ref) return reaches(follow(at, ref), rest);
  return elements.some((element) => reaches(element, steps));
}
