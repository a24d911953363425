/** Drifts for others to build on: as CloudEvents to a topic of Event Grid, as rows to a table of Log Analytics. */
export { createPublisher, publishFrom } from './publish.ts';
export { createTargets } from './targets.ts';
export type { PublishSettings } from './targets.ts';
export type { PublishPorts, Target } from './types.ts';
