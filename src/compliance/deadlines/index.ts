/** What happens by the clock alone: warnings, expiry, the end of announced windows, alarms for what is not known. */
export { keepDeadlines } from './keep-deadlines.ts';
export { runDeadlines } from './run.ts';
