/** The formats of a package's reports: HTML, CSV, OSCAL, the README. */
export { calendarOf } from './coverage-calendar.ts';
export type { CalendarCell } from './coverage-calendar.ts';
export { csvText } from './csv-text.ts';
export { reportFiles } from './report-files.ts';
export { verifySteps } from './verify-steps.ts';
export type { VerifyStep } from './verify-steps.ts';
