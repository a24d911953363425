/** Does what is due by the clock alone: warnings, expiry, the end of announced changes, alarms for Unknown states. */
export { keepDeadlines, runDeadlines } from './keep-deadlines.ts';
export type { DeadlinePorts } from './ports.ts';
export { runDue } from './run-due.ts';
export { createNoticeSender } from './send-notices.ts';
