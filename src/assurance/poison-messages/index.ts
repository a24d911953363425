/** Brings messages that failed too often to an end: a bounded number of requeues, notices, acknowledgement and replay. */
export type { PoisonPorts } from './ports.ts';
export { poisonMessagesView, seeToPoisonMessage } from './see-to.ts';
export type { PoisonMessageView } from './see-to.ts';
export { recoverPoisoned } from './recover-poisoned.ts';
export { mostDeliveries, takeMessage } from './take-message.ts';
export { queues } from '../../platform/store/index.ts';
