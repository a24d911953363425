import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import { onTheWire } from './lists.ts';
import type { LongOperation } from './long-operations.ts';
import { linksOf, pollOf } from './operation-links.ts';
import type { Simulation } from './simulation.ts';
import type { Principal } from './tokens.ts';

/**
 * The headers by which an operation is followed.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function operationHeaders(operation: LongOperation, url: URL): Readonly<Record<string, string>> {
  const { headers, retryAfter } = operation.course;
  if (headers === 'none') return {};
  const links = linksOf(operation);
  const at = (path: string) => {
    const link = new URL(path, url);
    link.searchParams.set('api-version', url.searchParams.get('api-version') ?? '');
    return link.href;
  };
  return {
    ...(headers === 'both' && { 'Azure-AsyncOperation': at(links.status) }),
    Location: at(links.result),
    'Retry-After': String(retryAfter),
  };
}

/** Answers how an operation stands; undefined: the path is of no operation. */
export function routeOperation(
  simulation: Simulation,
  who: Principal,
  { method, url }: ArmRequest,
): ArmResponse | undefined {
  const poll = method === 'GET' ? pollOf(url) : undefined;
  if (!poll) return undefined;
  simulation.roles.require(who, poll.action, poll.scope);
  const operation = simulation.operations.get(poll.id);
  if (!operation) throw new ArmError(404, 'OperationIdNotFound', 'The operation with Id does not exist.');
  return poll.kind === 'status' ? statusOf(operation) : resultOf(operation, simulation);
}

function statusOf(operation: LongOperation): ArmResponse {
  const { id, status, error, course, startedAt, endsAt, properties } = operation;
  const isRunning = status === 'InProgress';
  return {
    status: 200,
    headers: isRunning ? { 'Retry-After': String(course.retryAfter) } : {},
    body: {
      name: id,
      status,
      startTime: new Date(startedAt).toISOString(),
      ...(!isRunning && { endTime: new Date(endsAt).toISOString() }),
      ...(error && { error }),
      ...(properties && { properties }),
    },
  };
}

/** 202 while it runs; then the resource, or the error, or what the operation itself has to tell. */
function resultOf(operation: LongOperation, { resources }: Simulation): ArmResponse {
  const { status, error, course, resourceId, properties } = operation;
  if (status === 'InProgress') return { status: 202, headers: { 'Retry-After': String(course.retryAfter) } };
  if (error) throw new ArmError(409, error.code, error.message);
  if (properties) return statusOf(operation);
  const stored = resources.get(resourceId);
  return stored
    ? { status: 200, headers: {}, body: onTheWire(stored.resource) }
    : { status: 204, headers: {} };
}
