/** What happens by the clock alone: warnings, expiry, the end of announced windows, alarms for what is not known. */
export { keepDeadlines, runDeadlines } from './keep-deadlines.ts';
export type { DeadlinePorts } from './ports.ts';
export { runDue } from './run-due.ts';
export { createNoticeSender } from './send-notices.ts';
