import { randomUUID } from 'node:crypto';
import { routeActivityLog } from './activity-log.ts';
import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { routeDeletedVaults } from './deleted-vault-routes.ts';
import { ArmError, notFound } from './errors.ts';
import { answerGraph, graphPath } from './graph.ts';
import { asExpanded } from './geo-replication.ts';
import { requireLinked } from './linked-scopes.ts';
import { listPage, onTheWire } from './lists.ts';
import { operationHeaders, routeOperation } from './operation-routes.ts';
import { answerPermissions, isPermissions } from './permissions.ts';
import { routePolicy } from './policy/routes.ts';
import { checkApiVersion, hasETag } from './providers.ts';
import type { Resource } from './resource.ts';
import { forbidden } from './roles.ts';
import type { Simulation } from './simulation.ts';
import { isTags, readTags } from './tags.ts';
import { container, groupOf, parseTarget, subscriptionOf } from './targets.ts';
import type { Target } from './targets.ts';
import type { Principal } from './tokens.ts';
import { isOfRegion } from './virtual-lists.ts';

function header(request: ArmRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new ArmError(400, 'InvalidRequestContent', `The request content was invalid: ${String(error)}`);
  }
}

/** Answers requests to Azure Resource Manager of a caller who is already known. Throws ArmError. */
export function route(simulation: Simulation, who: Principal, request: ArmRequest): ArmResponse {
  const path = request.url.pathname.replace(/\/+$/, '');
  if (path.toLowerCase() === graphPath && request.method === 'POST')
    return answerGraph(simulation, who, request);
  simulation.operations.advance();
  const special =
    routeOperation(simulation, who, request) ??
    routeDeletedVaults(simulation, who, request) ??
    routePolicy(simulation, who, request) ??
    routeActivityLog(simulation, who, request);
  if (special) return special;
  const posted = request.method === 'POST';
  const target = parseTarget(posted ? path.slice(0, path.lastIndexOf('/')) : path);
  const type = 'type' in target ? target.type : container.subscription;
  const given = request.url.searchParams.get('api-version');
  checkApiVersion(type, given, simulation.options.offered, locationOf(simulation, path) || undefined);
  if (request.method === 'GET' || request.method === 'HEAD') {
    const left = charge(simulation, who, path, target, type);
    const response = read(simulation, who, request, target);
    const headers = { 'x-ms-ratelimit-remaining-subscription-reads': String(left), ...response.headers };
    return { ...response, headers };
  }
  return write(simulation, who, request, path, target);
}

/** Charges a read to the caller's limits; gives what is left. Throws ArmError 429. */
function charge(
  { throttle, resources }: Simulation,
  who: Principal,
  path: string,
  target: Target,
  type: string,
): number {
  const region = locationOf({ resources }, path);
  return throttle.read({
    oid: who.oid,
    subscription: subscriptionOf(path).toLowerCase(),
    provider: type.split('/', 1)[0]!.toLowerCase(),
    region,
    isList: target.kind !== 'resource',
  });
}

/** The location of a resource, or of the nearest above it that has one; empty where none has. */
function locationOf({ resources }: Pick<Simulation, 'resources'>, path: string): string {
  for (let id = path; id.includes('/'); id = id.slice(0, id.lastIndexOf('/'))) {
    const location = resources.get(id)?.resource['location'];
    if (typeof location === 'string') return location.toLowerCase();
  }
  return '';
}

function read(simulation: Simulation, who: Principal, request: ArmRequest, target: Target): ArmResponse {
  if (target.kind === 'operationResult') return { status: 204, headers: {} };
  if (target.kind === 'collection' && isPermissions(target.type))
    return answerPermissions(simulation.roles, who, target.scope);
  if (target.kind !== 'resource') return list(simulation, who, request, target);
  simulation.roles.require(who, `${target.type}/read`, target.id);
  const stored = isTags(target.id)
    ? readTags(simulation.resources, target.id)
    : simulation.resources.get(target.id, request.freshness);
  if (!stored) throw missing(simulation, target);
  const headers: ArmResponse['headers'] = hasETag(target.type) ? { ETag: stored.etag } : {};
  return request.method === 'HEAD'
    ? { status: 204, headers }
    : { status: 200, headers, body: expanded(stored.resource, request.url) };
}

function expanded(resource: Resource, url: URL): unknown {
  const expand = url.searchParams.get('$expand');
  return expand === null ? onTheWire(resource) : asExpanded(resource, expand);
}

function missing({ resources }: Simulation, target: Extract<Target, { kind: 'resource' }>): ArmError {
  if (target.type === container.subscription)
    return new ArmError(404, 'SubscriptionNotFound', `The subscription '${target.name}' could not be found.`);
  const group = groupOf(target.id);
  if (group && !resources.get(target.id.split('/').slice(0, 5).join('/')))
    return new ArmError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
  return notFound(target.type, target.name, group);
}

function list(
  simulation: Simulation,
  who: Principal,
  request: ArmRequest,
  target: Exclude<Target, { kind: 'resource' }>,
): ArmResponse {
  const { roles, resources, options } = simulation;
  const action =
    target.kind === 'collection' ? `${target.type}/read` : 'Microsoft.Resources/subscriptions/resources/read';
  if (target.scope && !roles.allowsBeneath(who.oid, action, target.scope))
    throw forbidden(who, action, target.scope);
  const place = isOfRegion(target) ? target.scope.split(/\/providers\//i, 1)[0]! : target.scope;
  if (place && !resources.get(place)) {
    const above = parseTarget(place);
    throw above.kind === 'resource'
      ? missing(simulation, above)
      : new ArmError(404, 'ResourceNotFound', `'${place}' was not found.`);
  }
  const query = request.url.searchParams;
  const size = Math.min(Number(query.get('$top')) || options.pageSize, options.pageSize);
  const page = listPage(resources, target, {
    filter: query.get('$filter'),
    expand: query.get('$expand'),
    after: query.get('$skiptoken'),
    size,
    freshness: request.freshness,
    mayRead: (resource: Resource) => roles.allows(who.oid, `${resource.type}/read`, resource.id!),
  });
  const next = new URL(request.url);
  if (page.skipToken) next.searchParams.set('$skiptoken', page.skipToken);
  return {
    status: 200,
    headers: {},
    body: { value: page.value, ...(page.skipToken ? { nextLink: next.href } : {}) },
  };
}

function write(
  simulation: Simulation,
  who: Principal,
  request: ArmRequest,
  path: string,
  target: Target,
): ArmResponse {
  const { method } = request;
  if (target.kind !== 'resource' || target.type === container.subscription || !isWrite(method))
    throw new ArmError(405, 'MethodNotAllowed', `The method '${method}' is not allowed on '${path}'.`);
  const action = path.slice(path.lastIndexOf('/') + 1);
  const posted = method === 'POST';
  const verb = { PUT: 'write', PATCH: 'write', DELETE: 'delete', POST: `${action}/action` };
  simulation.roles.require(who, `${target.type}/${verb[method]}`, target.id);
  const body = parseBody(request.body);
  if (method !== 'DELETE') requireLinked(simulation, who, { ...target, verb: verb[method], body });
  const result = simulation.change({
    method,
    id: posted ? `${target.id}/${action}` : target.id,
    body,
    actor: { oid: who.oid, appid: who.appid, type: 'ServicePrincipal' },
    correlationId: header(request, 'x-ms-correlation-request-id') ?? randomUUID(),
    url: `${request.url.pathname}${request.url.search}`,
    conditions: { ifMatch: header(request, 'if-match'), ifNoneMatch: header(request, 'if-none-match') },
  });
  if (result.operation) {
    const answer = result.answer ?? (result.resource && onTheWire(result.resource));
    const headers = operationHeaders(result.operation, request.url);
    return { status: 202, headers, ...(answer === undefined ? {} : { body: answer }) };
  }
  if (result.status === 202) {
    const version = request.url.searchParams.get('api-version');
    const poll = `/subscriptions/${subscriptionOf(path)}/operationresults/${randomUUID()}?api-version=${version}`;
    return { status: 202, headers: { Location: new URL(poll, request.url).href, 'Retry-After': '0' } };
  }
  return {
    status: result.status,
    headers: result.etag && hasETag(target.type) ? { ETag: result.etag } : {},
    ...(result.resource ? { body: onTheWire(result.resource) } : {}),
  };
}

function isWrite(method: string): method is 'PUT' | 'PATCH' | 'DELETE' | 'POST' {
  return ['PUT', 'PATCH', 'DELETE', 'POST'].includes(method);
}
