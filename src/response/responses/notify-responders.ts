import { contentOf, enqueueMessage, routeOf, threadOf } from '../../notifications/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import { ownCaution, ownResource } from '../remediation/index.ts';
import type { Plan } from '../remediation/index.ts';
import { displayName } from './display-names.ts';
import type { ResponsePorts } from './ports.ts';
import type { Occasion, Response } from './response.ts';

interface ResponderNotification {
  readonly why: string;
  readonly next: string;
  /** The plan that would be, or was to be, written. */
  readonly plan?: Plan;
}

/**
 * Enqueues a message about a response on each channel that routes give for its severity, PHI and organization. Enqueued twice
 * under one id, it is one message on each.
 */
export async function notifyResponders(
  occasion: Occasion,
  id: string,
  response: Response,
  words: ResponderNotification,
  ports: Pick<
    ResponsePorts,
    'outbox' | 'wake' | 'alerts' | 'clock' | 'pageAddress' | 'readers' | 'nameOf' | 'log' | 'remediation'
  >,
): Promise<void> {
  const { alerts, clock, pageAddress, remediation } = ports;
  const { drift, dueAt, closedAt } = response;
  const readBy = await readersMeanwhile(occasion, response, ports);
  const actorName = await displayName(drift.actor?.objectId, ports);
  const own = ownResource(drift.resourceId, remediation.own);
  const content = contentOf(drift, {
    ...words,
    // A plan has it already.
    ...(own && { caution: ownCaution(own) }),
    ...(actorName !== undefined && { actorName }),
    dueAt,
    readBy,
    ...(closedAt !== undefined && { until: closedAt }),
    ...(pageAddress !== undefined && { link: `${pageAddress}?response=${drift.id}` }),
  });
  await enqueueMessage(
    {
      id: `response|${id}`,
      kind: occasion,
      thread: threadOf(drift),
      subject: `${drift.policy}|${drift.resourceId.toLowerCase()}`,
      severity: content.severity,
      content,
    },
    routeOf(content, alerts, clock.now()),
    ports,
  );
}

/** In words. Logs come minutes after what they tell of; what cannot be read holds no message up. */
async function readersMeanwhile(
  occasion: Occasion,
  { drift, closedAt }: Response,
  { readers, clock, log }: Pick<ResponsePorts, 'readers' | 'clock' | 'log'>,
): Promise<string> {
  if (!readers) return 'unknown: access logs are not connected';
  if (occasion === 'first' || occasion === 'changed') return 'not known yet: logs arrive some minutes later';
  const from = drift.eventTime ?? drift.readAt;
  try {
    const found = await readers(drift.resourceId, from, closedAt ?? clock.now().toISOString());
    if (!found) return 'unknown: no access log covers this resource';
    const { principals, reads, since, until } = found;
    const known = `since ${since} (logs read until ${until})`;
    const people = principals === 1 ? 'one principal' : `${principals} principals`;
    return principals === 0 ? `nobody ${known}` : `${reads} reads by ${people} ${known}`;
  } catch (error) {
    log.warn('The readers of a resource could not be looked up', {
      target: drift.id,
      reason: describeError(error),
    });
    return 'unknown: the logs could not be read';
  }
}
