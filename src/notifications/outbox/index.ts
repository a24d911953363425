/** Everything that leaves: written first, sent once, folded where it comes in bursts, kept until it is taken. */
export { drainChannel } from './drain-channel.ts';
export { drainWoken } from './drain-woken.ts';
export type { WakePorts, OutboxPorts, Wake } from './ports.ts';
export type { Channel, DeliveryResult, Batch, RateLimit } from './types.ts';
export { undelivered } from './undelivered.ts';
export type { Undelivered } from './undelivered.ts';
