import { asynchronousType } from './asynchronous-types.ts';
import { requireIdle } from './busy.ts';
import type { ChangeRequest, ChangeResult } from './change-request.ts';
import { creationOf } from './creations.ts';
import { deletionOf } from './deletions.ts';
import type { LongOperations } from './long-operations.ts';
import { isObject } from './merge.ts';
import { requireWritable } from './read-only-types.ts';
import { refuseOver } from './restores/existing.ts';
import { regionOf } from './quotas.ts';
import type { Quotas } from './quotas.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';
import { parentOf, parseTarget } from './targets.ts';
import type { Writes } from './writes.ts';

/** The means with which providers work. */
export interface Providers {
  readonly resources: Resources;
  readonly operations: LongOperations;
  readonly quotas: Quotas;
  readonly writes: Writes;
  readonly now: () => number;
  /** Refuses what a lock or a policy forbids. */
  readonly requirePermitted: (request: ChangeRequest) => void;
  /** Does what was accepted, and tells of it. */
  readonly carryOut: (request: ChangeRequest) => ChangeResult;
}

/** Accepts what is carried out later, or refuses it; undefined: it is done at once. */
export function accept(providers: Providers, request: ChangeRequest): ChangeResult | undefined {
  const { id, method } = request;
  const target = parseTarget(id);
  if (target.kind !== 'resource') return undefined;
  const before = providers.resources.get(id)?.resource;
  const type = before?.type ?? target.type;
  requireWritable(type, id, method);
  requireIdle(providers.operations, type, id, method);
  if (method === 'DELETE') return before && acceptDeletion(providers, request, before);
  if (before) return acceptUpdate(providers, request, before);
  return method === 'PUT' ? acceptCreation(providers, request, type) : undefined;
}

function acceptUpdate(
  { resources, operations, writes, carryOut }: Providers,
  request: ChangeRequest,
  before: Resource,
): ChangeResult | undefined {
  const { id, body, conditions, method } = request;
  refuseOver(before, body);
  if (!asynchronousType(before.type, method)) return undefined;
  writes.requireAcceptable(id, body, conditions);
  const commit = () => void carryOut({ ...request, conditions: {} });
  const operation = operations.begin(id, { commit }, locationFor(resources, id, body));
  if (operation.status === 'InProgress') resources.unsettle(id, operation.endsAt, 'Updating');
  return { status: 202, resource: before, operation };
}

function acceptCreation(
  providers: Providers,
  request: ChangeRequest,
  type: string,
): ChangeResult | undefined {
  const { resources, operations, quotas, writes, carryOut, now } = providers;
  const { id, body } = request;
  const location = locationFor(resources, id, body);
  quotas.require(type, location);
  const creation = creationOf(type);
  if (!creation || !isObject(body)) return undefined;
  writes.requireCreatable(id, body);
  const wish = { resources, id, given: body, now: now() };
  const plan = creation.plan(wish);
  // What is shown meanwhile is no version of what comes into being.
  const forget = () => void (creation.isShown && resources.remove(id));
  const operation = operations.begin(
    id,
    {
      commit: () => {
        forget();
        const { resource } = carryOut({ ...request, body: plan.bodyAt(now()), conditions: {} });
        for (const setting of resource ? (plan.settingsOf?.(resource) ?? []) : []) resources.put(setting);
      },
      fail: forget,
    },
    location,
  );
  if (creation.isShown && operation.status === 'InProgress')
    writes.show(id, plan.bodyAt(operation.startedAt), operation.endsAt - operation.startedAt);
  const answer = creation.answer?.(wish);
  return { status: 202, operation, ...(answer && { answer }) };
}

function acceptDeletion(
  { resources, operations, carryOut }: Providers,
  request: ChangeRequest,
  before: Resource,
): ChangeResult | undefined {
  const { id } = request;
  const deletion = deletionOf(before.type);
  if (!deletion) return undefined;
  const refusal = deletion.refuse?.(before, resources);
  if (refusal) throw refusal;
  const location = locationFor(resources, id, before);
  const commit = () => void carryOut({ ...request, conditions: {} });
  const operation = operations.begin(id, { commit }, location);
  if (operation.status === 'InProgress') resources.unsettle(id, operation.endsAt, 'Deleting');
  const startTime = new Date(operation.startedAt).toISOString();
  const answer = deletion.operation && { operation: deletion.operation, startTime };
  return { status: 202, operation, ...(answer && { answer }) };
}

/** Region in which a resource lies or is to lie: its own, or that of the nearest above it. */
function locationFor(resources: Resources, id: string, body: unknown): string {
  const own = isObject(body) ? body['location'] : undefined;
  if (typeof own === 'string') return regionOf(own);
  const there = resources.get(id)?.resource['location'];
  if (typeof there === 'string') return regionOf(there);
  const above = parentOf(id);
  return above === undefined ? 'global' : locationFor(resources, above, undefined);
}
