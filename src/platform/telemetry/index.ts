/** Logs without personal data, and counters. */
export { createCounters } from './counters.ts';
export type { Counter, Counters } from './counters.ts';
export { createLog, describeError } from './log.ts';
export type { Log } from './log.ts';
export { Tries } from './tries.ts';
