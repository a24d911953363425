/** The outbox: a message is stored before it is sent, batched, and sent once. */
export { drainChannel } from './drain-channel.ts';
export { drainWoken } from './drain-woken.ts';
export { wakeMessage } from './ports.ts';
export type { OutboxPorts, Wake, WakePorts } from './ports.ts';
export type { Batch, Channel, DeliveryResult, RateLimit } from './types.ts';
export { undelivered } from './undelivered.ts';
export type { Undelivered } from './undelivered.ts';
