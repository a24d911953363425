import { randomUUID } from 'node:crypto';
import type { ArmRequest, ArmResponse } from '../arm-message.ts';
import { ArmError } from '../errors.ts';
import { checkApiVersion } from '../providers.ts';
import type { OfferedVersions } from '../providers.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import type { Roles } from '../roles.ts';
import { decoded } from '../targets.ts';
import type { Principal } from '../tokens.ts';
import { groupsAbove } from './data.ts';
import type { Denial, PolicyData } from './data.ts';
import { answerRestrictions } from './denials.ts';
import { providerList } from './provider-list.ts';
import type { PolicyStates } from './states.ts';
import { versionOf, versionsOf } from './versions.ts';

/** The parts of the simulation that Azure Policy answers from. */
interface PolicyEstate {
  readonly resources: Resources;
  readonly roles: Roles;
  readonly policyStates: PolicyStates;
  readonly denials: readonly Denial[];
  readonly options: {
    readonly offered: OfferedVersions;
    /** Entries of a list per page. */
    readonly pageSize: number;
    readonly policy?: PolicyData;
  };
}

interface Call {
  readonly simulation: PolicyEstate;
  readonly who: Principal;
  readonly request: ArmRequest;
  /** The names in the path, in the order of the pattern. */
  readonly parts: readonly string[];
}

type Route = readonly [method: 'GET' | 'POST', pattern: RegExp, answer: (call: Call) => ArmResponse];

const group = '/providers/Microsoft\\.Management/managementGroups/[^/]+';

const container = '/subscriptions/[^/]+(?:/resourceGroups/[^/]+)?';

const definitions = 'Microsoft\\.Authorization/(policyDefinitions|policySetDefinitions)';

/**
 * The routes on which Azure Policy answers beyond plain resources: the tenant and management groups, what is inherited,
 * versions of definitions, the provider list, policy states and evaluations on demand.
 */
const routes: readonly Route[] = [
  ['GET', /^(?:\/subscriptions\/[^/]+)?\/providers$/i, providers],
  ['GET', pattern(`(${group}|)/providers/${definitions}/([^/]+)`), definition],
  ['GET', pattern(`(${group}|${container}|)/providers/${definitions}/([^/]+)/versions`), versions],
  ['GET', pattern(`(${group}|${container}|)/providers/${definitions}/([^/]+)/versions/([^/]+)`), version],
  ['GET', pattern(`(${group}|${container})/providers/Microsoft\\.Authorization/(policyAssignments)`), listed],
  ['GET', pattern(`(${group}|${container})/providers/Microsoft\\.Authorization/(policyExemptions)`), listed],
  ['GET', pattern(`(${container})/providers/Microsoft\\.PolicyInsights/(attestations)`), listed],
  // Pages after the first are asked for by GET or POST: the client decides.
  ['POST', pattern('(/.+)/providers/Microsoft\\.PolicyInsights/policyStates/latest/queryResults'), states],
  ['GET', pattern('(/.+)/providers/Microsoft\\.PolicyInsights/policyStates/latest/queryResults'), states],
  [
    'POST',
    pattern(`(${container})/providers/Microsoft\\.PolicyInsights/policyStates/latest/triggerEvaluation`),
    evaluate,
  ],
  [
    'POST',
    pattern(`(${container})/providers/Microsoft\\.PolicyInsights/checkPolicyRestrictions`),
    restrictions,
  ],
  [
    'GET',
    pattern(`${container}/providers/Microsoft\\.PolicyInsights/asyncOperationResults/[^/]+`),
    () => ok({}),
  ],
];

function pattern(text: string): RegExp {
  return new RegExp(`^${text}$`, 'i');
}

/** Answers what belongs to Azure Policy; undefined for everything else. Throws ArmError. */
export function routePolicy(
  simulation: PolicyEstate,
  who: Principal,
  request: ArmRequest,
): ArmResponse | undefined {
  const path = decoded(request.url.pathname).replace(/\/+$/, '');
  for (const [method, route, answer] of routes) {
    const found = method === request.method ? route.exec(path) : null;
    if (!found) continue;
    const namespace = /.*\/providers\/(Microsoft\.[^/]+)/i.exec(path)?.[1] ?? 'Microsoft.Resources';
    const given = request.url.searchParams.get('api-version');
    checkApiVersion(`${namespace}/-`, given, simulation.options.offered);
    return answer({ simulation, who, request, parts: found.slice(1) });
  }
  return undefined;
}

function ok(body: unknown): ArmResponse {
  return { status: 200, headers: {}, body };
}

function providers({ simulation, request }: Call): ArmResponse {
  const { offered, policy } = simulation.options;
  const isExpanded = /resourceTypes\/aliases/i.test(request.url.searchParams.get('$expand') ?? '');
  const types = Array.from(simulation.resources.all(), ({ type }) => type);
  return ok({ value: providerList({ given: policy?.providers ?? [], types, offered, isExpanded }) });
}

/** A definition of the tenant (built in), which everyone may read, or of a management group. */
function read({ simulation, who }: Call, scope: string, kind: string, name: string): Resource {
  const id = `${scope}/providers/Microsoft.Authorization/${kind}/${name}`;
  if (scope !== '') simulation.roles.require(who, `Microsoft.Authorization/${kind}/read`, scope);
  const stored = simulation.resources.get(id);
  if (stored) return stored.resource;
  const code = /set/i.test(kind) ? 'PolicySetDefinitionNotFound' : 'PolicyDefinitionNotFound';
  throw new ArmError(404, code, `'${id}' could not be found.`);
}

function definition(call: Call): ArmResponse {
  const [scope = '', kind = '', name = ''] = call.parts;
  return ok(read(call, scope, kind, name));
}

function versions(call: Call): ArmResponse {
  const [scope = '', kind = '', name = ''] = call.parts;
  return ok({ value: versionsOf(read(call, scope, kind, name)) });
}

function version(call: Call): ArmResponse {
  const [scope = '', kind = '', name = '', number = ''] = call.parts;
  return ok(versionOf(read(call, scope, kind, name), number));
}

/** Assignments, exemptions or attestations of a scope: its own, those beneath it, and what it inherits. */
function listed({ simulation, who, request, parts }: Call): ArmResponse {
  const [scope = '', kind = ''] = parts;
  const namespace = /attestations/i.test(kind) ? 'Microsoft.PolicyInsights' : 'Microsoft.Authorization';
  const type = `${namespace}/${kind}`.toLowerCase();
  simulation.roles.require(who, `${namespace}/${kind}/read`, scope);
  const inherited = [
    ...groupsAbove(scope, simulation.options.policy ?? {}),
    ...(/\/resourceGroups\//i.test(scope) ? [scope.split('/').slice(0, 3).join('/')] : []),
  ].map((above) => `${above}/providers/${type}/`.toLowerCase());
  const under = `${scope}/`.toLowerCase();
  const found = [...simulation.resources.all()].filter((resource) => {
    const id = resource.id!.toLowerCase();
    if (resource.type.toLowerCase() !== type) return false;
    return id.startsWith(under) || inherited.some((beginning) => id.startsWith(beginning));
  });
  return ok(page(found, simulation.options.pageSize, request, 'nextLink'));
}

function states({ simulation, who, request, parts }: Call): ArmResponse {
  const [scope = ''] = parts;
  simulation.roles.require(who, 'Microsoft.PolicyInsights/policyStates/queryResults/read', scope);
  const found = simulation.policyStates.in(scope);
  const { value, ...rest } = page(found, simulation.options.pageSize, request, '@odata.nextLink');
  return ok({ '@odata.count': found.length, value, ...rest });
}

/** An evaluation takes as long as providers take; the states are those that the test gave. */
function evaluate({ simulation, who, request, parts }: Call): ArmResponse {
  const [scope = ''] = parts;
  simulation.roles.require(who, 'Microsoft.PolicyInsights/policyStates/triggerEvaluation/action', scope);
  const given = request.url.searchParams.get('api-version');
  const results = `/subscriptions/${scope.split('/')[2]}/providers/Microsoft.PolicyInsights/asyncOperationResults`;
  const poll = `${results}/${randomUUID()}?api-version=${given}`;
  return { status: 202, headers: { Location: new URL(poll, request.url).href, 'Retry-After': '0' } };
}

/** The right is a read, although the method is POST: the list of Azure's operations has it so. */
function restrictions({ simulation, who, request, parts }: Call): ArmResponse {
  const [scope = ''] = parts;
  simulation.roles.require(who, 'Microsoft.PolicyInsights/checkPolicyRestrictions/read', scope);
  return answerRestrictions(simulation, scope, request.body);
}

function page<T>(items: readonly T[], size: number, request: ArmRequest, link: string) {
  const start = Number(request.url.searchParams.get('$skiptoken') ?? 0);
  const next = new URL(request.url);
  next.searchParams.set('$skiptoken', String(start + size));
  const more = items.length > start + size;
  return { value: items.slice(start, start + size), ...(more && { [link]: next.href }) };
}
