/** Brings messages that failed too often to an end: bounded put-backs, notices, acknowledgement and replay. */
export type { PoisonPorts } from './ports.ts';
export { poisonMessagesView, seeToPoisonMessage } from './see-to.ts';
export type { PoisonMessageView } from './see-to.ts';
export { sweepPoisonMessages } from './sweep.ts';
export { mostDeliveries, takeMessage } from './take-message.ts';
