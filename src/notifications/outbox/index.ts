/** Everything that leaves: written first, sent once, folded where it comes in bursts, kept until it is taken. */
export { drainChannel } from './drain-channel.ts';
export { drainWoken } from './drain-woken.ts';
export type { OutboxPorts, Wake, WakePorts } from './ports.ts';
export type { Batch, Channel, DeliveryResult, RateLimit } from './types.ts';
export { undelivered } from './undelivered.ts';
export type { Undelivered } from './undelivered.ts';
