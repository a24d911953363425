import { z } from 'zod';
import { problemDetails } from '../answers/problem.ts';
import type { AnswerOption, RouteDescription } from '../route-types.ts';
import { problemOf, problemResponses, problemsOf } from './problems.ts';
import { schemasOf } from './schemas.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

const about = [
  'Continuous HIPAA compliance for Azure.',
  'Calls need an access token of Entra ID, except those whose `security` says that it is optional. `x-roles` names the app roles of which any one is enough, `x-people` that no application is let in, `x-approves` that the token must be recent. Whoever made, asked for or signed something does not decide on it, whatever their roles.',
  'Errors are problems as of RFC 9457; `field` names the part of the request that they are about. Times are in ISO 8601 and UTC. People are named by object id. Answers may have more members in later versions.',
].join('\n\n');

const done: Readonly<Record<number, string>> = {
  200: 'As asked.',
  201: 'It is on record.',
  202: 'It has begun.',
  204: 'It was done.',
  206: 'The bytes that `range` asks for.',
  304: 'The caller has it: its `if-none-match` is the present `etag`.',
  308: 'It is at the address in `location`.',
  416: 'It has no such bytes.',
};

/** The schemas of a route, each made once. */
interface Made {
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly answers: ReadonlyMap<string, z.ZodType>;
}

/**
 * The description of the API in OpenAPI 3.1, from its routes. It holds no data and names nobody.
 * https://spec.openapis.org/oas/v3.1.1.html
 */
export function describeApi(routes: readonly RouteDescription[], version: string): JsonSchema {
  const all = routes.toSorted(byPath).map((route) => ({ route, made: madeOf(route) }));
  const schemas = schemasOf([
    problemDetails(),
    ...all.flatMap(({ route: { body }, made: { params, query, answers } }) => [
      params,
      query,
      ...(body && 'schema' in body ? [body.schema] : []),
      ...answers.values(),
    ]),
  ]);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { route, made } of all)
    (paths[`/api/${route.path}`] ??= {})[route.method.toLowerCase()] = operationOf(route, made, schemas);
  return {
    openapi: '3.1.1',
    info: { title: 'phiwatch', version, description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    security: [{ entra: [] }],
    paths,
    components: {
      securitySchemes: {
        entra: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of Entra ID for this API, with app roles in its claim `roles`.',
        },
      },
      responses: problemResponses(schemas.of(problemDetails())),
      schemas: schemas.components,
    },
  };
}

function byPath(one: RouteDescription, other: RouteDescription): number {
  return `${one.path} ${one.method}` < `${other.path} ${other.method}` ? -1 : 1;
}

function madeOf({ params = {}, query = {}, answers }: RouteDescription): Made {
  const json = Object.entries(answers).flatMap(([status, option]) =>
    typeof option === 'function' ? [[status, option()] as const] : [],
  );
  return { params: z.object(params), query: z.object(query), answers: new Map(json) };
}

function operationOf(route: RouteDescription, made: Made, schemas: Schemas): JsonSchema {
  const { name, path, summary, roles, audit, people, approves, body } = route;
  const isPublic = roles === 'public';
  const parameters = [
    ...parametersOf('path', schemas.of(made.params)),
    ...parametersOf('query', schemas.of(made.query)),
  ];
  const problems = problemsOf(route).map((status) => [status, problemOf(status)] as const);
  const answers = Object.entries(route.answers).map(
    ([status, option]) =>
      [status, responseOf(Number(status), option, made.answers.get(status), schemas)] as const,
  );
  return {
    operationId: name,
    tags: [path.split('/')[0]],
    summary,
    description: isPublic
      ? 'For anyone.'
      : `Any one of these roles is enough: ${roles.join(', ')}.${people ? ' No application may call it.' : ''}${approves ? ' The token must be recent.' : ''}${audit ? ' Every call is in the audit.' : ''}`,
    ...(isPublic ? { security: [{}, { entra: [] }] } : { 'x-roles': roles }),
    ...(audit && { 'x-audit': audit }),
    ...(people && { 'x-people': true }),
    ...(approves && { 'x-approves': true }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content:
          'schema' in body
            ? { 'application/json': { schema: schemas.of(body.schema) } }
            : { 'application/octet-stream': {} },
      },
    }),
    responses: Object.fromEntries([...answers, ...problems]),
  };
}

function parametersOf(where: 'path' | 'query', { properties = {}, required = [] }: JsonSchema) {
  return Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: where,
      required: (required as readonly string[]).includes(name),
      ...(description !== undefined && { description }),
      schema,
    }),
  );
}

function responseOf(
  status: number,
  option: AnswerOption,
  schema: z.ZodType | undefined,
  schemas: Schemas,
): JsonSchema {
  const description = done[status];
  if (description === undefined) throw new Error(`Nobody has said what an answer of ${status} means`);
  if (schema) return { description, content: { 'application/json': { schema: schemas.of(schema) } } };
  if (option === null || typeof option === 'function') return { description };
  return { description, content: Object.fromEntries(option.files.map((type) => [type, {}])) };
}
