export { tellCanary, tellMorning, tellUndelivered } from './digest.ts';
export { goOn } from './next-work.ts';
export type { Next } from './next-work.ts';
export { keepTime } from './reminders.ts';
export { runDue } from './run-due.ts';
