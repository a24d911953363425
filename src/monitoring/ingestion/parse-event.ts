import { z } from 'zod';
import { firstIssue, withoutTrailing } from '../../base/index.ts';
import {
  actorOf,
  excessOf,
  isEventType,
  isOperationName,
  longestResourceId,
  outsideId,
  overlongName,
  parseResourceId,
  time,
  withoutTags,
} from '../../model/index.ts';
import type { EventTrigger, ResourceChange } from '../../model/index.ts';

export type ParsedEvent =
  | { readonly kind: 'change'; readonly change: ResourceChange }
  /** Understood, and of no concern: an operation that failed, or one that changes no configuration. */
  | { readonly kind: 'noise'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string };

const id = z.string().min(1).max(longestResourceId);

const eventType = z.string().min(1).max(200);

const eventGridEvent = z.object({
  id: outsideId,
  eventType,
  eventTime: time,
  subject: id.optional(),
  data: z.unknown().optional(),
});

const cloudEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: outsideId,
    type: eventType,
    time,
    subject: id.optional(),
    data: z.unknown().optional(),
  })
  .transform(({ type, time, ...rest }) => ({ ...rest, eventType: type, eventTime: time }));

/** https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions */
const managementData = z.object({
  resourceUri: id.optional(),
  /** A change must not be missed because of what is only kept of it. */
  operationName: z.string().catch(''),
  correlationId: outsideId.optional().catch(undefined),
  claims: z.unknown().optional(),
  authorization: z.unknown().optional(),
});

/** https://learn.microsoft.com/azure/event-grid/event-schema-resources */
const notificationData = z.object({
  resourceInfo: z.object({ id }),
  operationalInfo: z.object({ resourceEventTime: time.optional() }).optional(),
});

const managementType = /^Microsoft\.Resources\.Resource(Write|Delete|Action)(Success|Failure|Cancel)$/i;

const notificationType = /^Microsoft\.ResourceNotifications\.Resources\.(CreatedOrUpdated|Deleted)$/i;

/** Actions that answer a question or hand out a secret, and leave the configuration as it is. */
const harmlessAction =
  /\/(list|get|read|check|validate|query|search|export|download|preview|whatif|generate)[^/]*\/action$/i;

/**
 * Reads an event of Event Grid, in its own schema or as a CloudEvent. Ids, times and the operation are used; the rest
 * of the payload cannot be trusted. Never throws.
 */
export function parseEvent(event: unknown): ParsedEvent {
  const excess = excessOf(event);
  if (excess !== undefined) return { kind: 'rejected', reason: excess };
  const isCloudEvent = typeof event === 'object' && event !== null && 'specversion' in event;
  const parsed = (isCloudEvent ? cloudEvent : eventGridEvent).safeParse(event);
  if (!parsed.success) return rejected(isCloudEvent ? 'CloudEvent' : 'Event Grid event', parsed.error);
  const { eventType } = parsed.data;
  const management = managementType.exec(eventType);
  if (management) return parseManagement(parsed.data, management[1] ?? '', management[2] ?? '');
  const notification = notificationType.exec(eventType);
  if (notification) return parseNotification(parsed.data, notification[1]?.toLowerCase() === 'deleted');
  return {
    kind: 'rejected',
    reason: isEventType(eventType)
      ? `event type ${eventType} is not known`
      : `event type, of ${eventType.length} characters, has not the form of one`,
  };
}

type Envelope = z.infer<typeof eventGridEvent>;

function parseManagement(event: Envelope, verb: string, outcome: string): ParsedEvent {
  if (outcome.toLowerCase() !== 'success')
    return { kind: 'noise', reason: `the operation ended in ${outcome}` };
  const data = managementData.safeParse(event.data);
  if (!data.success) return rejected('data', data.error);
  const { operationName, correlationId, claims, authorization } = data.data;
  if (harmlessAction.test(operationName))
    return { kind: 'noise', reason: 'the action changes no configuration' };
  const actor = actorOf(claims, authorization);
  return toChange(data.data.resourceUri ?? event.subject, event.eventTime, {
    kind: 'event',
    eventId: event.id,
    operation: /\/moveResources\/action$/i.test(operationName) ? 'move' : operationOf(verb),
    operationName: isOperationName(operationName) ? operationName : operationOf(verb),
    ...(actor && { actor }),
    ...(correlationId && { correlationId }),
  });
}

function parseNotification(event: Envelope, deleted: boolean): ParsedEvent {
  const data = notificationData.safeParse(event.data);
  if (!data.success) return rejected('data', data.error);
  return toChange(
    data.data.resourceInfo.id,
    data.data.operationalInfo?.resourceEventTime ?? event.eventTime,
    {
      kind: 'event',
      eventId: event.id,
      operation: deleted ? 'delete' : 'write',
      operationName: event.eventType,
    },
  );
}

function toChange(id: string | undefined, time: string, trigger: EventTrigger): ParsedEvent {
  const resourceId = id && changedId(id, trigger.operation);
  if (!resourceId || !parseResourceId(resourceId)?.subscriptionId)
    return { kind: 'rejected', reason: 'it names no resource of a subscription' };
  const overlong = overlongName(resourceId);
  if (overlong !== undefined) return { kind: 'rejected', reason: overlong };
  return { kind: 'change', change: { resourceId, time, trigger } };
}

/** Tags are a part of what they lie on; a move is told of the group that it leaves. */
function changedId(id: string, operation: EventTrigger['operation']): string {
  const trimmed = withoutTrailing(id, '/');
  if (operation === 'move')
    return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(trimmed)?.[0] ?? trimmed;
  return withoutTags(trimmed);
}

function operationOf(verb: string): 'write' | 'delete' | 'action' {
  const lower = verb.toLowerCase();
  return lower === 'delete' || lower === 'action' ? lower : 'write';
}

function rejected(what: string, error: z.ZodError): ParsedEvent {
  const { field, why } = firstIssue(error);
  return { kind: 'rejected', reason: [what, field, why].filter(Boolean).join(': ') };
}
