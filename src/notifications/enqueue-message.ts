import { secondsBetween } from '../base/index.ts';
import type { Severity } from '../model/index.ts';
import type { MessageKind, OutboxMessage } from '../platform/store/index.ts';
import type { NotificationPorts } from './ports.ts';
import { routeOf } from './route.ts';
import type { Routed } from './route.ts';
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

/** Puts a message into the outbox, once for each channel that it leads to, and wakes who drains them when its time comes. */
export async function enqueueMessage(
  message: Omit<OutboxMessage, 'channel' | 'createdAt' | 'notBefore'>,
  { channels, notBefore }: Routed,
  { outbox, wake, clock }: Pick<NotificationPorts, 'outbox' | 'wake' | 'clock'>,
): Promise<void> {
  const createdAt = clock.now().toISOString();
  for (const channel of channels) {
    await outbox.add({ ...message, channel, createdAt, notBefore });
    await wake.send({ channel }, Math.max(0, secondsBetween(createdAt, notBefore)));
  }
}

/** Says something that is about no single drift; the same id said twice is one message on each channel. */
export async function enqueueNotice(
  { channels, ...message }: NoticeMessage,
  ports: NotificationPorts,
): Promise<void> {
  const routed = routeOf({ severity: message.severity, phi: false }, ports.alerts, ports.clock.now());
  await enqueueMessage(message, { ...routed, ...(channels && { channels }) }, ports);
}
