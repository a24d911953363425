import { randomUUID } from 'node:crypto';
import type { Resource } from './resource.ts';
import { subscriptionOf } from './targets.ts';

/** The principal who made a change. */
export interface Actor {
  readonly oid: string;
  readonly appid?: string | undefined;
  readonly type?: 'User' | 'ServicePrincipal' | undefined;
  readonly role?: string | undefined;
}

/** Something that happened to a resource: a write, a delete or an action (POST). */
export interface Change {
  readonly kind: 'Write' | 'Delete' | 'Action';
  readonly id: string;
  readonly type: string;
  /** `Microsoft.Storage/storageAccounts/write` */
  readonly operation: string;
  /** ISO 8601, by the clock of the simulation. */
  readonly time: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly method: string;
  readonly url: string;
  /** As it is after a write, or was before a delete. */
  readonly resource?: Resource;
  /** As it was before a write; absent: it was made by it. */
  readonly before?: Resource;
  /** The one topic that reports it, where not all do. */
  readonly only?: Topic;
}

export type Topic = 'subscription' | 'resources' | 'policy';

export interface EventOptions {
  /** `subscription`: events of the subscription; `resources`: Azure Resource Notifications; `policy`: policy states. */
  readonly topic?: Topic | undefined;
  readonly schema?: 'EventGridSchema' | 'CloudEventSchemaV1_0' | undefined;
}

export type Event = Readonly<Record<string, unknown>> & { readonly id: string };

interface Content {
  readonly type: string;
  readonly data: unknown;
  readonly dataVersion: string;
}

/** Evidence and claims of activity logs write ids without dashes in one place and with them in the other. */
function compact(id: string): string {
  return id.replaceAll('-', '');
}

/**
 * Data of an event of the subscription; no name of a person is among the claims.
 * https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
 */
function subscriptionContent(change: Change, tenantId: string): Content {
  const { actor, id, operation } = change;
  const seconds = String(Math.floor(Date.parse(change.time) / 1000));
  const claims = {
    aud: 'https://management.azure.com/',
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: seconds,
    nbf: seconds,
    exp: String(Number(seconds) + 3600),
    appid: actor.appid ?? actor.oid,
    appidacr: actor.type === 'User' ? '0' : '2',
    'http://schemas.microsoft.com/identity/claims/objectidentifier': actor.oid,
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier': actor.oid,
    'http://schemas.microsoft.com/identity/claims/tenantid': tenantId,
    ver: '1.0',
  };
  return {
    type: `Microsoft.Resources.Resource${change.kind}Success`,
    dataVersion: '2',
    data: {
      authorization: {
        scope: id,
        action: operation,
        evidence: {
          role: actor.role ?? 'Contributor',
          roleAssignmentScope: `/subscriptions/${subscriptionOf(id)}`,
          principalId: compact(actor.oid),
          principalType: actor.type ?? 'ServicePrincipal',
        },
      },
      claims,
      correlationId: change.correlationId,
      httpRequest: {
        clientRequestId: randomUUID(),
        clientIpAddress: '203.0.113.7',
        method: change.method,
        url: change.url,
      },
      resourceProvider: operation.split('/', 1)[0],
      resourceUri: id,
      operationName: operation,
      status: 'Succeeded',
      subscriptionId: subscriptionOf(id),
      tenantId,
    },
  };
}

/** Azure Resource Notifications write booleans as 1 and 0. */
function withoutBooleans(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (Array.isArray(value)) return value.map(withoutBooleans);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutBooleans(inner)]));
}

/**
 * Data of an event of Azure Resource Notifications, which reports resources with a location, and no action.
 * https://learn.microsoft.com/azure/event-grid/event-schema-resources
 */
function notificationContent(change: Change): Content | undefined {
  const { id, type, kind, resource, time } = change;
  if (kind === 'Action' || !resource?.['location']) return undefined;
  const identity = { id, name: id.slice(id.lastIndexOf('/') + 1), type };
  const operationalInfo = { resourceEventTime: time };
  if (kind === 'Delete')
    return {
      type: 'Microsoft.ResourceNotifications.Resources.Deleted',
      dataVersion: '1',
      data: { resourceInfo: identity, operationalInfo },
    };
  return {
    type: 'Microsoft.ResourceNotifications.Resources.CreatedOrUpdated',
    dataVersion: '1',
    data: {
      resourceInfo: {
        tags: resource['tags'] ?? {},
        ...identity,
        location: resource['location'],
        properties: withoutBooleans(resource['properties'] ?? {}),
      },
      apiVersion: new URL(change.url).searchParams.get('api-version') ?? '2024-01-01',
      operationalInfo,
    },
  };
}

/** The event that reports a change; undefined where the topic has none for it. The id is that of the change's event. */
export function eventOf(
  change: Change,
  eventId: string,
  tenantId: string,
  options: EventOptions,
): Event | undefined {
  const { topic = 'subscription' } = options;
  if (topic === 'policy' || (change.only && change.only !== topic)) return undefined;
  const content = topic === 'resources' ? notificationContent(change) : subscriptionContent(change, tenantId);
  if (!content) return undefined;
  const source = `/subscriptions/${subscriptionOf(change.id)}`;
  const { type, data, dataVersion } = content;
  if (options.schema === 'CloudEventSchemaV1_0')
    return { id: eventId, source, subject: change.id, type, time: change.time, specversion: '1.0', data };
  return {
    subject: change.id,
    eventType: type,
    eventTime: change.time,
    id: eventId,
    data,
    dataVersion,
    metadataVersion: '1',
    topic: source,
  };
}

/** The same event as a CloudEvent. */
export function asCloudEvent(event: Event): Event {
  const { id, topic: source, subject, eventType: type, eventTime: time, data } = event;
  return { id, source, subject, type, time, specversion: '1.0', data };
}
