/** HTTP triggers: a request becomes trigger data, the function's answer a response (the non-streaming RPC shape). */
import { setCookie } from './cookies.ts';
import type { AppFunction } from './core-module.ts';
import type { HttpData } from './core-types.ts';
import type { HttpAnswer, HttpCall } from './http-server.ts';
import type { AuthLevel } from './keys.ts';
import { routePattern } from './route-template.ts';
import type { HostParts, TriggerKind } from './trigger-kind.ts';

const levels: readonly AuthLevel[] = ['anonymous', 'function', 'admin'];

export const httpKind: TriggerKind = {
  types: ['httpTrigger'],
  start(functions, host) {
    for (const fn of functions) addRoutes(fn, host);
    // The server itself waits for what it has taken.
    return { stop: async () => {} };
  },
  describe: (fn, host) =>
    `[${methodsOf(fn).join(',')}] /${[host.config.routePrefix, templateOf(fn)].filter(Boolean).join('/')}`,
};

function addRoutes(fn: AppFunction, host: HostParts): void {
  const { paths, rest } = routePattern(host.config.routePrefix, templateOf(fn));
  const handle = async (call: HttpCall): Promise<HttpAnswer> => {
    const traceParent = call.headers.traceparent;
    const outcome = await host.invoke(fn, {
      data: { http: toHttpData(call, rest) },
      ...(typeof traceParent === 'string' && { traceParent }),
    });
    if (!outcome.ok) return { status: 500 };
    return outcome.returnValue?.http ? toAnswer(outcome.returnValue.http) : { status: 204 };
  };
  for (const path of paths) host.routes.add({ methods: methodsOf(fn), path, level: levelOf(fn), handle });
}

/** A function without a route answers under its name. */
function templateOf(fn: AppFunction): string {
  const { route } = fn.trigger.binding;
  return typeof route === 'string' ? route : fn.name;
}

function methodsOf(fn: AppFunction): string[] {
  const { methods } = fn.trigger.binding;
  return Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : ['GET', 'POST'];
}

function levelOf(fn: AppFunction): AuthLevel {
  const { authLevel = 'anonymous' } = fn.trigger.binding;
  const level = levels.find((known) => known === authLevel);
  if (!level)
    throw new Error(`Function "${fn.name}": the authLevel ${JSON.stringify(authLevel)} is not known`);
  return level;
}

/** @param rest name of the route's catch-all parameter. */
function toHttpData(call: HttpCall, rest: string | undefined): HttpData {
  const { '*': wild, ...params } = call.params;
  const all = rest === undefined ? params : { ...params, [rest]: wild };
  const headers = Object.entries(call.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value] as const,
  );
  // Like the host, a repeated query parameter arrives joined by commas.
  const query = [...new Set(call.url.searchParams.keys())].map(
    (name) => [name, call.url.searchParams.getAll(name).join(',')] as const,
  );
  return {
    url: call.url.href,
    method: call.method,
    nullableHeaders: nullable(headers),
    nullableQuery: nullable(query),
    nullableParams: nullable(Object.entries(all)),
    ...(call.body.length > 0 && { body: { bytes: call.body } }),
  };
}

function toAnswer(http: HttpData): HttpAnswer {
  const cookies = (http.cookies ?? []).map(setCookie);
  return {
    status: Number(http.statusCode ?? 200),
    headers: { ...http.headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) },
    body: http.body?.bytes ?? http.body?.string ?? '',
  };
}

function nullable(values: (readonly [string, string | undefined])[]): Record<string, { value: string }> {
  return Object.fromEntries(
    values.flatMap(([name, value]) => (value === undefined ? [] : [[name, { value }]])),
  );
}
