/** People who do not exist, in forms that a text of a person may have: where one of them shows, a person was kept. */
export const shaped = {
  mail: 'mira.quillfeather@clinic.example',
  ssn: '912-33-7788',
  phone: '(555) 013-7742',
  record: 'MRN 00774211',
} as const;

/** Unlike anything else in the world of a test. */
export const anyShape = /quillfeather@|912-33-7788|013-7742|00774211/i;

/** A name has no shape by which it could be refused. */
export const bareName = 'Mira Quillfeather';

export const anyName = /Mira(?: |%20|\+|~0020)Quillfeather/i;

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly operationId: string;
  /** Absent: anyone may call it. */
  readonly 'x-roles'?: readonly string[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
}

/** The description of the API, as the app gives it. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** A body in which one member is planted. */
export interface Planted {
  /** As problems name it: `factors.nature.why`. */
  readonly field: string;
  /** Whether anything may be written in it: it has no format, pattern or list of values. */
  readonly free: boolean;
  body(text: string): unknown;
}

/** Bodies by the schema of an operation: a valid one, and one for each text in it, with what is planted there. */
export class Bodies {
  readonly #schemas: ApiDescription['components']['schemas'];
  readonly #values: Readonly<Record<string, unknown>>;

  /** @param values what members of these names hold in a valid body */
  constructor({ components }: ApiDescription, values: Readonly<Record<string, unknown>>) {
    this.#schemas = components.schemas;
    this.#values = values;
  }

  /** All forms of a body, the required members of each. */
  valid(schema: JsonSchema): readonly unknown[] {
    return this.#forms(schema).map((form) => this.#sample(form, ''));
  }

  planted(schema: JsonSchema): readonly Planted[] {
    return this.#forms(schema).flatMap((form) => this.#places(form, '', [], (inner) => inner));
  }

  #places(
    schema: JsonSchema,
    name: string,
    path: readonly string[],
    around: (inner: unknown) => unknown,
  ): readonly Planted[] {
    return this.#forms(schema).flatMap((form): readonly Planted[] => {
      if (form['type'] === 'array') {
        // One that needs several items has the others of a valid body.
        const others =
          Number(form['minItems'] ?? 0) > 1 ? (this.#sample(form, name) as unknown[]).slice(1) : [];
        return this.#places(form['items'] as JsonSchema, name, [...path, '0'], (inner) =>
          around([inner, ...others]),
        );
      }
      if (form['type'] === 'object' || form['properties'] !== undefined) {
        const whole = this.#sample(form, name) as object;
        const named = Object.entries((form['properties'] ?? {}) as Record<string, JsonSchema>);
        const unknown: Planted = {
          field: [...path, '*'].join('.'),
          free: false,
          body: (text) => around({ ...whole, [text]: text }),
        };
        return [
          unknown,
          ...named.flatMap(([member, inside]) =>
            this.#places(inside, member, [...path, member], (inner) => around({ ...whole, [member]: inner })),
          ),
        ];
      }
      if (form['type'] !== 'string' || 'const' in form || 'enum' in form) return [];
      const free = !('format' in form || 'pattern' in form);
      return [{ field: path.join('.'), free, body: around }];
    });
  }

  #sample(schema: JsonSchema, name: string): unknown {
    const [form = {}] = this.#forms(schema);
    if ('const' in form) return form['const'];
    if (Array.isArray(form['enum'])) return this.#values[name] ?? form['enum'][0];
    if (form['type'] === 'object') {
      const properties = (form['properties'] ?? {}) as Record<string, JsonSchema>;
      const required = (form['required'] ?? []) as readonly string[];
      return Object.fromEntries(required.map((each) => [each, this.#sample(properties[each] ?? {}, each)]));
    }
    if (name in this.#values) {
      const value = this.#values[name];
      return form['format'] === 'date' ? String(value).slice(0, 10) : value;
    }
    if (form['type'] === 'array')
      return 'minItems' in form ? [this.#sample(form['items'] as JsonSchema, name)] : [];
    if (form['type'] === 'boolean') return true;
    if (form['type'] === 'integer' || form['type'] === 'number') return 1;
    return 'as agreed with the team';
  }

  /** A schema with its references followed, once for each of the forms that it allows. */
  #forms(schema: JsonSchema): readonly JsonSchema[] {
    const { $ref: reference, oneOf, anyOf } = schema;
    if (typeof reference === 'string')
      return this.#forms(this.#schemas[reference.split('/').at(-1) ?? ''] ?? {});
    const forms = (oneOf ?? anyOf) as readonly JsonSchema[] | undefined;
    return forms ? forms.flatMap((form) => this.#forms(form)) : [schema];
  }
}
