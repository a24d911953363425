/** Recognized security practices: how each safeguard stood on each day of twelve months. */
export { recordedPostures } from './recorded-postures.ts';
export { practicesReport, yearBefore } from './practices-report.ts';
export type { PracticeRow, PracticesReport } from './practices-report.ts';
