import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { monitor } from '../app-role.ts';
import { secured, withoutCauses } from './guard.ts';
import { pageQuery } from './paging/index.ts';
import { readInput } from './request-input.ts';
import type { RawInput } from './request-input.ts';
import type {
  AnswerOptions,
  BodyOption,
  Callers,
  JsonReply,
  QuerySchemas,
  Route,
  RouteDescription,
} from './route-types.ts';

const registered: RouteDescription[] = [];

/** Every route of the app, in the order of their registration. Complete once `functions/main.ts` is loaded. */
export const routes: readonly RouteDescription[] = registered;

/**
 * Registers a function with an HTTP trigger and what is said of it in `GET /api/openapi.json`: one place for who may call it, what it
 * takes and what it answers. Before the handler is called, the caller is known and allowed, and params, query and body are as their
 * schemas want them. Answers are not parsed: a schema that has fallen behind must not hide data.
 * @param route its handler may answer nothing that `answers` and `problems` do not name
 */
export function route<
  const Path extends string,
  const Roles extends Callers,
  const ResponseParts extends AnswerOptions,
  const Query extends QuerySchemas = {},
  const Body extends BodyOption | undefined = undefined,
  const Problems extends readonly number[] = readonly [],
  const Paged extends number | undefined = undefined,
>(route: Route<Path, Roles, Query, Body, ResponseParts, Problems, Paged>): void {
  const { name, method, path, roles, audit, people, approves, paged } = route;
  const described: RouteDescription =
    paged === undefined ? route : { ...route, query: { ...route.query, ...pageQuery(paged) } };
  registered.push(described);
  const handler = route.handler as unknown as Handler;
  const take = async (request: HttpRequest, call: object): Promise<HttpResponseInit> => {
    const input = await readInput(request, described);
    return input.ok ? toResponse(await handler({ ...call, ...input.value })) : input.problem;
  };
  monitor.http(name, {
    methods: [method],
    authLevel: 'anonymous',
    route: path,
    handler:
      roles === 'public'
        ? withoutCauses((request, context) => take(request, { request, context }))
        : secured(
            { roles, ...(audit && { audit }), ...(people && { people }), ...(approves && { approves }) },
            take,
          ),
  });
}

/** The types of what it is called with are between the route and its handler. */
type Handler = (call: RawInput) => Promise<HttpResponseInit | JsonReply<number, unknown>>;

function toResponse(reply: HttpResponseInit | JsonReply<number, unknown>): HttpResponseInit {
  if (!('json' in reply)) return reply;
  const { json, ...rest } = reply;
  return { ...rest, jsonBody: json };
}
