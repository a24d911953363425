/** Recognized security practices: how each safeguard stood on each day of twelve months. */
export { practicesReport } from './practices-report.ts';
export type { PracticeRow, PracticesReport } from './practices-report.ts';
