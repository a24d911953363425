/** Everything that leaves: written first, sent once, folded where it comes in bursts, kept until it is taken. */
export { drain } from './drain.ts';
export { drainAndCome } from './drain-and-come.ts';
export { undelivered } from './undelivered.ts';
export type { Undelivered } from './undelivered.ts';
export type { Channel, Delivery, OutboxPorts, Parcel, RateLimit } from './types.ts';
