/** Everything that leaves: written first, sent once, folded where it comes in bursts, kept until it is taken. */
export { drain } from './drain-channel.ts';
export { drainAndCome } from './drain-woken.ts';
export type { ComePorts, OutboxPorts, Wake } from './ports.ts';
export type { Channel, Delivery, Parcel, RateLimit } from './types.ts';
export { undelivered } from './undelivered.ts';
export type { Undelivered } from './undelivered.ts';
