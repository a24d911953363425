import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import { onTheWire } from './lists.ts';
import type { LongOperation } from './long-operations.ts';
import type { Simulation } from './simulation.ts';
import { parseTarget, subscriptionOf } from './targets.ts';
import type { Principal } from './tokens.ts';

const paths =
  /^\/subscriptions\/[^/]+\/providers\/([^/]+)\/locations\/[^/]+\/(operationStatuses|operationResults)\/([^/]+)$/i;

/**
 * The headers by which an operation is followed.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function operationHeaders(
  { id, resourceId, course }: LongOperation,
  url: URL,
): Readonly<Record<string, string>> {
  const target = parseTarget(resourceId);
  const namespace = 'type' in target ? target.type.split('/', 1)[0] : '';
  const version = url.searchParams.get('api-version');
  const at = (kind: string) =>
    new URL(
      `/subscriptions/${subscriptionOf(resourceId)}/providers/${namespace}/locations/eastus2/${kind}/${id}?api-version=${version}`,
      url,
    ).href;
  if (course.headers === 'none') return {};
  return {
    ...(course.headers === 'both' && { 'Azure-AsyncOperation': at('operationStatuses') }),
    Location: at('operationResults'),
    'Retry-After': String(course.retryAfter),
  };
}

/** Answers how an operation stands; undefined: the path is of no operation. */
export function routeOperation(
  simulation: Simulation,
  who: Principal,
  { method, url }: ArmRequest,
): ArmResponse | undefined {
  const [, namespace, kind, id] = paths.exec(url.pathname) ?? [];
  if (!namespace || !kind || !id || method !== 'GET') return undefined;
  const action = `${namespace}/locations/${kind}/read`;
  simulation.roles.require(who, action, `/subscriptions/${subscriptionOf(url.pathname)}`);
  const operation = simulation.operations.get(id);
  if (!operation) throw new ArmError(404, 'OperationIdNotFound', 'The operation with Id does not exist.');
  return kind.toLowerCase() === 'operationstatuses' ? statusOf(operation) : resultOf(operation, simulation);
}

function statusOf({ id, status, error, course, startedAt, endsAt }: LongOperation): ArmResponse {
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
    },
  };
}

/** 202 while it runs; then the resource, or the error. */
function resultOf(
  { status, error, course, resourceId }: LongOperation,
  { resources }: Simulation,
): ArmResponse {
  if (status === 'InProgress') return { status: 202, headers: { 'Retry-After': String(course.retryAfter) } };
  if (error) throw new ArmError(409, error.code, error.message);
  const stored = resources.get(resourceId);
  return stored
    ? { status: 200, headers: {}, body: onTheWire(stored.resource) }
    : { status: 204, headers: {} };
}
