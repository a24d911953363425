import { contentOf, routeOf, threadOf } from '../alerts/index.ts';
import type { Plan } from '../remediation/index.ts';
import type { Occasion, Response, ResponsePorts } from './types.ts';

export interface Telling {
  readonly why: string;
  readonly next: string;
  /** What would be, or was to be, written. */
  readonly plan?: Plan;
}

/**
 * Says something about a response on the channels that its severity, PHI and organization lead to. Said twice with one id, it is one
 * message on each.
 */
export async function tell(
  occasion: Occasion,
  id: string,
  { drift, dueAt, closedAt }: Response,
  words: Telling,
  {
    outbox,
    wake,
    alerts,
    clock,
    pageAddress,
  }: Pick<ResponsePorts, 'outbox' | 'wake' | 'alerts' | 'clock' | 'pageAddress'>,
): Promise<void> {
  const content = contentOf(drift, {
    ...words,
    dueAt,
    ...(closedAt !== undefined && { until: closedAt }),
    ...(pageAddress !== undefined && { link: `${pageAddress}?response=${drift.id}` }),
  });
  const now = clock.now();
  const { channels, notBefore } = routeOf(content, alerts, now);
  for (const lane of channels) {
    await outbox.add({
      id: `response|${id}`,
      lane,
      kind: occasion,
      thread: threadOf(drift),
      subject: `${drift.policy}|${drift.resourceId.toLowerCase()}`,
      severity: content.severity,
      content,
      createdAt: now.toISOString(),
      notBefore,
    });
    await wake.send({ lane }, Math.max(0, (Date.parse(notBefore) - now.getTime()) / 1000));
  }
}
