/**
 * The admin API, as far as people and tests need it; every call wants the master key.
 * See https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
 */
import { z } from 'zod';
import type { AppFunction } from './core-module.ts';
import type { HttpAnswer, HttpCall, Route } from './http-server.ts';
import { parseJson } from './json.ts';
import type { HostParts } from './trigger-kind.ts';
import { kindOf } from './triggers.ts';

const invocation = z.object({ input: z.string().default('') });

export interface AdminParts {
  readonly host: HostParts;
  readonly functions: readonly AppFunction[];
  readonly id: string;
}

export function adminRoutes(parts: AdminParts): Route[] {
  const { host, functions } = parts;
  const started = host.now().getTime();
  const named = (call: HttpCall): AppFunction | undefined =>
    functions.find((fn) => fn.name.toLowerCase() === call.params.name?.toLowerCase());
  return [
    route('GET', '/admin/functions', () => json(functions.map((fn) => describe(fn, host)))),
    route('GET', '/admin/functions/:name', (call) => {
      const fn = named(call);
      return fn ? json(describe(fn, host)) : { status: 404 };
    }),
    route('POST', '/admin/functions/:name', (call) => run(named(call), call, host)),
    route('GET', '/admin/host/status', () =>
      json({ id: parts.id, state: 'Running', processUptime: host.now().getTime() - started }),
    ),
  ];
}

function route(method: string, path: string, handle: Route['handle']): Route {
  return { methods: [method], path, level: 'admin', handle };
}

/** Starts the function and answers at once, as Azure does; how it went stands in the log. */
function run(fn: AppFunction | undefined, call: HttpCall, host: HostParts): HttpAnswer {
  if (!fn) return { status: 404 };
  const parsed = invocation.safeParse(parseJson(call.body.toString('utf8')));
  const { manualInput } = kindOf(fn);
  if (!parsed.success || !manualInput) return { status: 400 };
  void host.invoke(fn, manualInput(fn, parsed.data.input, host));
  return { status: 202 };
}

function describe(fn: AppFunction, host: HostParts): object {
  return {
    name: fn.name,
    isDisabled: fn.disabled,
    language: 'node',
    trigger: kindOf(fn).describe(fn, host),
    config: {
      bindings: Object.values(fn.metadata.bindings),
    },
  };
}

function json(value: unknown): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
