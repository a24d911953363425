import { randomUUID } from 'node:crypto';
import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import type { Actor, Change } from './events.ts';
import type { Simulation } from './simulation.ts';
import { decoded, groupOf, subscriptionOf } from './targets.ts';
import type { Principal } from './tokens.ts';

const path = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.Insights\/eventtypes\/management\/values$/i;

/** Entries are kept for 90 days, and no filter may begin before that. https://github.com/Azure/azure-cli/issues/4885 */
const keptMs = 90 * 86_400_000;

/** Fields that `$select` may name; `caller` is none of them. https://learn.microsoft.com/azure/azure-monitor/essentials/rest-activity-log */
const selectable: ReadonlySet<string> = new Set(
  (
    'authorization claims correlationId description eventDataId eventName eventTimestamp httpRequest level operationId operationName ' +
    'properties resourceGroupName resourceProviderName resourceId status submissionTimestamp subStatus subscriptionId'
  ).split(' '),
);

/** A time range, and at most one other condition: no two of these may be combined. https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
const filterForm =
  /^eventTimestamp ge '([^']+)' and eventTimestamp le '([^']+)'(?: and (resourceGroupName|resourceUri|resourceProvider|correlationId) eq '([^']+)')?$/;

/**
 * Answers the Activity Log of a subscription: the newest first, minutes late, two entries for each change. Undefined: it is not asked for.
 * Throws ArmError.
 */
export function routeActivityLog(
  simulation: Simulation,
  who: Principal,
  request: ArmRequest,
): ArmResponse | undefined {
  const subscription = path.exec(decoded(request.url.pathname).replace(/\/+$/, ''))?.[1];
  if (subscription === undefined || request.method !== 'GET') return undefined;
  const { searchParams: query } = request.url;
  if (query.get('api-version') !== '2015-04-01')
    throw new ArmError(400, 'InvalidApiVersionParameter', 'The supported api-version is 2015-04-01.');
  const scope = `/subscriptions/${subscription}`;
  simulation.roles.require(who, 'Microsoft.Insights/eventtypes/values/read', scope);
  const left = simulation.throttle.read({
    oid: who.oid,
    subscription: subscription.toLowerCase(),
    provider: 'microsoft.insights',
    region: '',
    isList: true,
  });
  const { options, changes } = simulation;
  const isAsked = filterOf(query.get('$filter') ?? '', options.now());
  const found = changes
    .filter(
      ({ only, id }) => only === undefined && subscriptionOf(id).toLowerCase() === subscription.toLowerCase(),
    )
    .filter(({ time }) => Date.parse(time) + options.activityLogLagMs <= options.now())
    .filter(isAsked)
    .toReversed()
    .flatMap((change) => entriesOf(change, options.tenantId));
  const start = Number(query.get('$skipToken') ?? 0);
  const next = new URL(request.url);
  next.searchParams.set('$skipToken', String(start + options.pageSize));
  const fields = selectionOf(query.get('$select'));
  return {
    status: 200,
    headers: { 'x-ms-ratelimit-remaining-subscription-reads': String(left) },
    body: {
      value: found.slice(start, start + options.pageSize).map((entry) => selected(entry, fields)),
      ...(found.length > start + options.pageSize && { nextLink: next.href }),
    },
  };
}

function filterOf(filter: string, now: number): (change: Change) => boolean {
  const [, from = '', to = '', name, value = ''] = filterForm.exec(filter) ?? [];
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(begin) || Number.isNaN(end) || begin < now - keptMs)
    throw new ArmError(400, 'BadRequest', `$filter searching parameters invalid: ${filter}`);
  const wanted = value.toLowerCase();
  return ({ time, id, operation, correlationId }) => {
    const at = Date.parse(time);
    if (at < begin || at > end) return false;
    if (name === 'correlationId') return correlationId.toLowerCase() === wanted;
    if (name === 'resourceUri') return id.toLowerCase() === wanted;
    if (name === 'resourceGroupName') return groupOf(id)?.toLowerCase() === wanted;
    return name === undefined || operation.split('/', 1)[0]?.toLowerCase() === wanted;
  };
}

function selectionOf(given: string | null): readonly string[] | undefined {
  const fields = given?.split(',').map((field) => field.trim());
  const strange = fields?.find((field) => !selectable.has(field));
  if (strange !== undefined)
    throw new ArmError(400, 'BadRequest', `$select does not know the field '${strange}'.`);
  return fields;
}

function selected(entry: Readonly<Record<string, unknown>>, fields: readonly string[] | undefined): unknown {
  return fields ? Object.fromEntries(fields.map((field) => [field, entry[field]])) : entry;
}

const ids = new WeakMap<Change, readonly [string, string]>();

/** The entries of a change: one as it began and one as it ended. https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema */
function entriesOf(change: Change, tenantId: string): readonly Readonly<Record<string, unknown>>[] {
  const [began, ended] = ids.get(change) ?? [randomUUID(), randomUUID()];
  ids.set(change, [began, ended]);
  return [
    {
      eventDataId: ended,
      eventName: named('EndRequest'),
      status: named('Succeeded'),
      ...common(change, tenantId),
    },
    {
      eventDataId: began,
      eventName: named('BeginRequest'),
      status: named('Started'),
      ...common(change, tenantId),
    },
  ];
}

function common(change: Change, tenantId: string): Readonly<Record<string, unknown>> {
  const { id, operation, time, correlationId, actor, method, url } = change;
  return {
    eventTimestamp: time,
    operationName: named(operation),
    category: named('Administrative'),
    resourceId: id,
    resourceGroupName: groupOf(id) ?? '',
    subscriptionId: subscriptionOf(id),
    correlationId,
    caller: callerOf(actor),
    // Other than that of an event, it tells of no role assignment, and so not what kind of principal it is.
    authorization: { action: operation, scope: id },
    claims: {
      aud: 'https://management.azure.com/',
      appid: actor.appid ?? actor.oid,
      'http://schemas.microsoft.com/identity/claims/objectidentifier': actor.oid,
      'http://schemas.microsoft.com/identity/claims/tenantid': tenantId,
      ...(actor.type === 'User' && {
        'http://schemas.microsoft.com/identity/claims/scope': 'user_impersonation',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': callerOf(actor),
        name: 'Someone of the hospital',
        ipaddr: '203.0.113.7',
      }),
    },
    httpRequest: { clientIpAddress: '203.0.113.7', method, uri: url },
  };
}

/** Returns how the log names who made a change: a person by mail address, an application by its id. */
function callerOf({ oid, appid, type }: Actor): string {
  return type === 'User' ? `someone.${oid.slice(0, 8)}@hospital.example` : (appid ?? oid);
}

function named(value: string): { readonly value: string; readonly localizedValue: string } {
  return { value, localizedValue: value };
}
