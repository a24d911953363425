/** Responses over time: what is next, reminders, the daily digest. */
export { answerMessage } from './answer-message.ts';
export { enqueueCanary, enqueueDigest, enqueueUndelivered } from './digest.ts';
export { runReminders } from './reminders.ts';
