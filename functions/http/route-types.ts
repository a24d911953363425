import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { z } from 'zod';
import type { Role } from '../../src/platform/auth/index.ts';
import type { Call, Security } from './guard.ts';
import type { PageRequest } from './paging/index.ts';
import type { Problem } from './problem.ts';

/** Any one of the roles is enough; `public`: no token is needed, and no data is shown without one. */
export type Callers = readonly Role[] | 'public';

/** Names in braces: `id` of `things/{id}`. */
export type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** Every name in braces has its schema; nothing else has one. */
export type ParameterSchemas<Path extends string> = {
  readonly [Name in ParameterNames<Path>]: z.ZodType<string>;
};

export type QuerySchemas = Readonly<Record<string, z.ZodType>>;

/** `parse: false`: the use case checks the body by this schema and words the refusal; here it is described alone. */
export interface JsonBody {
  readonly schema: z.ZodType;
  readonly parse?: false;
}

/** A body that is a file, of at most so many bytes. */
export interface FileBody {
  readonly mostBytes: number;
}

/** A file as it was sent. */
export interface SentFile {
  readonly content: Buffer;
  /** Its media type, as the sender gave it; empty where it gave none. */
  readonly type: string;
}

export type BodyOption = JsonBody | FileBody;

/** Answers that are files, by their content types. */
export interface Files {
  readonly files: readonly string[];
}

/** The answer under a status: JSON, by a schema that is made when the description is asked for; nothing; or a file. */
export type AnswerOption = (() => z.ZodType) | null | Files;
export type AnswerOptions = Readonly<Record<number, AnswerOption>>;

/** JSON that leaves. */
export interface JsonReply<Status extends number, Value> {
  readonly status: Status;
  readonly json: Value;
  readonly headers?: Readonly<Record<string, string>>;
}

type ReadOnly<T> = T extends object ? { readonly [Key in keyof T]: ReadOnly<T[Key]> } : T;
type ReplyOf<Status extends number, Option> = Option extends () => infer Schema
  ? JsonReply<Status, ReadOnly<z.output<Schema>>>
  : Option extends Files
    ? HttpResponseInit & { readonly status: Status; readonly body: Buffer }
    : { readonly status: Status };

/** The replies that a handler may give: what the route describes, and no other status. */
export type Reply<ResponseParts, Problems extends readonly number[]> =
  | { [Status in keyof ResponseParts & number]: ReplyOf<Status, ResponseParts[Status]> }[keyof ResponseParts &
      number]
  | Problem<Problems[number]>;

type BodyOf<Body> = Body extends FileBody
  ? SentFile
  : Body extends { readonly parse: false }
    ? unknown
    : Body extends { readonly schema: infer Schema }
      ? z.output<Schema>
      : undefined;

/** The parts of the request that a handler is given, each as its schema has it. */
export interface Input<Path extends string, Query extends QuerySchemas, Body> {
  readonly params: Readonly<Record<ParameterNames<Path>, string>>;
  readonly query: { readonly [Name in keyof Query]: z.output<Query[Name]> };
  readonly body: BodyOf<Body>;
}

export interface PublicCall {
  readonly request: HttpRequest;
  readonly context: InvocationContext;
}

/** The description of a route, whatever it does. */
export interface RouteDescription {
  /** The name of the function; in the description of the API, of the operation. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/`, with the names of its parameters in braces. */
  readonly path: string;
  /** One sentence, for the caller. */
  readonly summary: string;
  readonly roles: Callers;
  readonly audit?: Security['audit'];
  readonly people?: Security['people'];
  readonly approves?: Security['approves'];
  readonly params?: Readonly<Record<string, z.ZodType<string>>>;
  readonly query?: QuerySchemas;
  /** It is a list, given in pages; so many entries where the caller does not say. The query then has `limit` and `cursor`, the answer `next`. */
  readonly paged?: number;
  readonly body?: BodyOption;
  readonly answers: AnswerOptions;
  /** Statuses of problems that the handler answers, beside those that every such route has. */
  readonly problems?: readonly number[];
}

export type Route<
  Path extends string,
  Roles extends Callers,
  Query extends QuerySchemas,
  Body extends BodyOption | undefined,
  ResponseParts extends AnswerOptions,
  Problems extends readonly number[],
  Paged extends number | undefined,
> = RouteDescription & {
  readonly path: Path;
  readonly roles: Roles;
  readonly query?: Query;
  readonly paged?: Paged;
  readonly body?: Body;
  readonly answers: ResponseParts;
  readonly problems?: Problems;
  readonly handler: (
    call: Input<Path, Query, Body> &
      (Roles extends 'public' ? PublicCall : Call) &
      (Paged extends number ? { readonly page: PageRequest } : unknown),
  ) => Reply<ResponseParts, Problems> | Promise<Reply<ResponseParts, Problems>>;
} & ([ParameterNames<Path>] extends [never]
    ? { readonly params?: never }
    : { readonly params: ParameterSchemas<Path> });
