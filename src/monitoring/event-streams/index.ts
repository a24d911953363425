/** Knows whether the events of each subscription still come. */
export { createEventHours } from './event-hours.ts';
export type { EventHours, HeardHours } from './event-hours.ts';
export { silenceOf } from './event-silence.ts';
export type { EventSilence } from './event-silence.ts';
