/** The posture of each day, put on record once. */
export { compareChanges } from './compare-changes.ts';
export type { Compared, DailyPosture, DailySafeguard } from './daily-posture.ts';
export type { DailyPorts } from './ports.ts';
export { recordDay } from './record-day.ts';
