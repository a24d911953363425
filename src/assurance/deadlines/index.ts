/** Work that the clock starts: warnings before deadlines, expiry, alarms, notices, the run of every minute. */
export { keepDeadlines, runDeadlines } from './keep-deadlines.ts';
export type { DeadlinePorts } from './ports.ts';
export { runDue } from './run-due.ts';
export { createNoticeSender } from './send-notices.ts';
