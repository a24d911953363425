import { routeOf } from '../alerts/index.ts';
import type { NoticeContent } from '../alerts/index.ts';
import type { Clock } from '../clock.ts';
import type { MessageKind } from '../store/types.ts';
import type { ResponsePorts } from './types.ts';

export interface Saying {
  /** The same each time that it is said. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly severity: string;
  readonly content: NoticeContent;
  /** Absent: those that its severity leads to. */
  readonly channels?: readonly string[];
}

/** Says something that is about no single drift; the same id said twice is one message on each channel. */
export async function say(
  { id, kind, severity, content, channels }: Saying,
  {
    outbox,
    wake,
    alerts,
    clock,
  }: Pick<ResponsePorts, 'outbox' | 'wake' | 'alerts'> & { readonly clock: Pick<Clock, 'now'> },
): Promise<void> {
  const now = clock.now();
  const routed = routeOf({ severity, phi: false }, alerts, now);
  for (const lane of channels ?? routed.channels) {
    const createdAt = now.toISOString();
    const { notBefore } = routed;
    await outbox.add({ id, lane, kind, severity, content, createdAt, notBefore });
    await wake.send({ lane }, Math.max(0, (Date.parse(notBefore) - now.getTime()) / 1000));
  }
}
