import type { Severity } from '../model/index.ts';
import type { MessageKind } from '../platform/store/index.ts';
import type { NotificationPorts } from './ports.ts';
import { routeOf } from './route.ts';
import type { NoticeContent } from './types.ts';

export interface NoticeMessage {
  /** The same each time that it is said. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly severity: Severity;
  readonly content: NoticeContent;
  /** Absent: those that its severity leads to. */
  readonly channels?: readonly string[];
}

/** Says something that is about no single drift; the same id said twice is one message on each channel. */
export async function enqueueNotice(
  { id, kind, severity, content, channels }: NoticeMessage,
  { outbox, wake, alerts, clock }: NotificationPorts,
): Promise<void> {
  const now = clock.now();
  const routed = routeOf({ severity, phi: false }, alerts, now);
  for (const channel of channels ?? routed.channels) {
    const createdAt = now.toISOString();
    const { notBefore } = routed;
    await outbox.add({ id, channel, kind, severity, content, createdAt, notBefore });
    await wake.send({ channel }, Math.max(0, (Date.parse(notBefore) - now.getTime()) / 1000));
  }
}
