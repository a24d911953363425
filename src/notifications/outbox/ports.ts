import * as z from 'zod';
import type { Clock } from '../../base/index.ts';
import type { Outbox, Watermarks, WorkQueue } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Channel } from './types.ts';

/** `at`: it was sent to come then, and not because there is a new message. */
export const wakeMessage = z.object({ channel: z.string(), at: z.string().optional() });

export type Wake = z.infer<typeof wakeMessage>;

export interface WakePorts extends OutboxPorts {
  readonly wake: Pick<WorkQueue<Wake>, 'send'>;
  readonly watermarks: Watermarks;
}

export interface OutboxPorts {
  readonly outbox: Outbox;
  /** By name; what is sent to others waits. */
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}
