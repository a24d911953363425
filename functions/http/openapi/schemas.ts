import { z } from 'zod';
import { components } from '../answers/answer-of.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas of zod as JSON Schema 2020-12, with what they have in common by reference. */
export interface Schemas {
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** One of those that were given. */
  of(schema: z.ZodType): JsonSchema;
}

const address = (name: string): string => `#/components/schemas/${name}`;

/** @param inline schemas that are wanted beside the named ones, each where it is used */
export function schemasOf(inline: Iterable<z.ZodType>): Schemas {
  const registry = z.registry<{ id: string }>();
  const names = new Map<z.ZodType, string>();
  for (const [name, schema] of components) {
    names.set(schema(), name);
    registry.add(schema(), { id: name });
  }
  for (const schema of inline) {
    if (names.has(schema)) continue;
    const id = `inline ${names.size}`;
    names.set(schema, id);
    // A copy: what is registered is a reference wherever else it occurs.
    registry.add(schema.clone(), { id });
  }
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    // What comes in is described as it may be sent, before anything is made of it; of what goes out both are the same.
    io: 'input',
    uri: address,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => plain(zodSchema, jsonSchema),
  });
  const made = (name: string): JsonSchema => {
    const { $schema: _dialect, $id: _address, ...schema } = schemas[name] ?? {};
    return schema;
  };
  const named = [...components.keys()].toSorted();
  return {
    components: Object.fromEntries(named.map((name) => [name, made(name)])),
    of(schema) {
      const name = names.get(schema);
      if (name === undefined) throw new Error('A schema is asked for that was not given');
      return components.has(name) ? { $ref: address(name) } : made(name);
    },
  };
}

/** Leaves out what zod adds for its own checks and a format says already, and patterns that would say more than is asked for. */
function plain({ _zod: zod }: z.core.$ZodType, schema: z.core.JSONSchema.BaseSchema): void {
  // JSON Schema knows no flags: such a pattern would refuse capitals that are accepted.
  const ignoresCase = zod.def.checks?.some(({ _zod: { def } }) =>
    'pattern' in def && def.pattern instanceof RegExp ? def.pattern.flags.includes('i') : false,
  );
  if (ignoresCase || ['date', 'date-time', 'uuid'].includes(schema.format ?? '')) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}
