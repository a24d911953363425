import type { z } from 'zod';

/** Stands for a member that may be absent. */
interface Absent {
  readonly absent: true;
}

/**
 * A type as JSON carries it, so that two types which say the same can be assigned to each other, and no others: nothing is readonly, and
 * whether a member may be absent is part of its type. A member of unknown type may always be, as one that is undefined is left out.
 */
export type Json<T> = unknown extends T
  ? unknown
  : T extends readonly (infer Member)[]
    ? Json<Member>[]
    : T extends object
      ? { -readonly [Key in keyof T]-?: {} extends Pick<T, Key> ? Json<T[Key]> | Absent : Json<T[Key]> }
      : T;

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

/** Schemas by the names under which the description of the API has them. */
const named = new Map<string, () => z.ZodType>();
export const components: ReadonlyMap<string, () => z.ZodType> = named;

/**
 * The schema of what a use case answers, of the type `T`: whoever adds a member to the type and not to the schema, or makes it
 * optional in one of the two, is told by the compiler. It is made when it is first asked for, as schemas take time to make that a
 * cold start does not have.
 * @param name under which the description of the API has it
 */
export function answerOf<T>(name: string) {
  return <Schema extends z.ZodType>(
    make: () => Same<Json<z.output<Schema>>, Json<T>> extends true
      ? Schema
      : { readonly expected: Json<T>; readonly found: Json<z.output<Schema>> },
  ): (() => Schema) => {
    if (named.has(name)) throw new Error(`There are two schemas of the name ${name}`);
    let made: Schema | undefined;
    const schema = (): Schema => (made ??= (make as () => Schema)());
    named.set(name, schema);
    return schema;
  };
}
